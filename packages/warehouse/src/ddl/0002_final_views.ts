/**
 * The tables without repeats. A row's sorting key contains its partition (event_time), so copies
 * always meet within one partition, and FINAL need not merge across partitions.
 */
export const finalViews = ['facts', 'memberships', 'rejected'].map(
  (table) =>
    `CREATE VIEW IF NOT EXISTS ${table}_final AS SELECT * FROM ${table} FINAL SETTINGS do_not_merge_across_partitions_select_final = 1`,
)
