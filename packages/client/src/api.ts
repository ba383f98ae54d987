// Generated from the description of the API by npm run client: not to be edited.
export interface paths {
    "/api/v2/pixel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Send what the pixel sends, in the URL */
        get: operations["getRootApiV2Pixel"];
        put?: never;
        /**
         * Send what the pixel sends
         * @description JSON, also as text/plain. No key: the code of a source is public, and may list the origins it takes hits from.
         */
        post: operations["postRootApiV2Pixel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Does the process work */
        get: operations["getRootHealthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/i18n/pixel/events.js": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The script of the pixel */
        get: operations["getRootI18nPixelEventsJs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics for Prometheus */
        get: operations["getRootMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open_api/v1.3/app/batch/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Events API 1.0: events of an app */
        post: operations["postRootOpenApiV13AppBatchSlash"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open_api/v1.3/app/track/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Events API 1.0: one event of an app */
        post: operations["postRootOpenApiV13AppTrackSlash"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open_api/v1.3/event/track/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Events API 2.0 */
        post: operations["postRootOpenApiV13EventTrackSlash"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open_api/v1.3/offline/batch/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Events API 1.0: events of an offline set */
        post: operations["postRootOpenApiV13OfflineBatchSlash"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open_api/v1.3/offline/track/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Events API 1.0: one event of an offline set */
        post: operations["postRootOpenApiV13OfflineTrackSlash"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open_api/v1.3/pixel/batch/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Events API 1.0: events of a pixel */
        post: operations["postRootOpenApiV13PixelBatchSlash"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open_api/v1.3/pixel/track/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Events API 1.0: one event of a pixel */
        post: operations["postRootOpenApiV13PixelTrackSlash"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Can it serve requests */
        get: operations["getRootReadyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Compare the stream with the warehouse now
         * @description Memberships of random people in all segments, as their state has them, against SQL and the bitmaps.
         */
        post: operations["postAdminAudit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/clock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set the manual clock
         * @description Only with WEIR_CLOCK=manual. Answers when everything due until then has fired. Time never goes back.
         */
        post: operations["postAdminClock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit-trail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who changed what, newest first
         * @description Changes by keys and sessions, exports, and what a key was not allowed to. Questions are none of it.
         */
        get: operations["getAuditTrail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events, properties and traits that were seen
         * @description Events received in the last `days`; properties and traits are those of the newest 50000 of them.
         */
        get: operations["getCatalogue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/consent/records/{record}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One record of the consent log
         * @description Rows of exports and the consent of a person name these records.
         */
        get: operations["getConsentRecordsByRecord"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/consent/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was granted, denied and not said, by which signal, and whom each signal lets in
         * @description `said` counts events by their own time, day, source, purpose and the signal that decided the purpose.
         *     `segments` says of each segment how many of its members each signal lets in: they would leave if what this signal granted last were denied.
         *     A member counts for every signal that decides one of the purposes the segment asks for, storage included.
         */
        get: operations["getConsentSummary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/consent/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the consent log is as it was written
         * @description Reads every record and its hash. A record that was changed, removed, added or put elsewhere is named by its chain and place. Waits up to 10 s until the warehouse has what the state knows.
         */
        get: operations["getConsentVerify"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/delivery": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was imported, by source, kind of row and day
         * @description Kinds of rows of one source (campaigns, ads, hours, ages) are about the same delivery, and are not to be added up.
         */
        get: operations["getDelivery"];
        put?: never;
        /**
         * Import a report of an ad platform
         * @description CSV of an Ads Manager or of your own, or answers of TikTok's report/integrated/get as JSON, one or one per line.
         *     Good rows are taken and bad ones named. A row replaces the one that is about the same (source, level, object, time, breakdown), so a report may be
         *     imported again. Bodies may be compressed (gzip, deflate, br). A key of the scope "ingest" is needed.
         */
        post: operations["postDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/delivery-sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All sources of delivery */
        get: operations["getDeliverySources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/delivery-sources/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One source of delivery */
        get: operations["getDeliverySourcesById"];
        /**
         * Say how the reports of a source are read
         * @description Its files are then read so wherever they are imported with source={id}. Headings that a platform's own export has need no map.
         *     One source is the reports of one account: rows of two levels (campaign and ad) of one source are about the same delivery, and are not added up.
         *     With "pull" its reports are fetched from TikTok's API when they are due; "pulls" in the answer says how that goes.
         */
        put: operations["putDeliverySourcesById"];
        post?: never;
        /** Forget how the reports of a source are read; what was imported stays */
        delete: operations["deleteDeliverySourcesById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/destinations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All destinations */
        get: operations["getDestinations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/destinations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One destination, and how it is */
        get: operations["getDestinationsById"];
        /**
         * Keep an audience elsewhere as a segment is
         * @description Secrets are named and never stored: a variable or a file of the process that sends.
         */
        put: operations["putDestinationsById"];
        post?: never;
        /** Delete a destination, and the audience that was made for it */
        delete: operations["deleteDestinationsById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/destinations/{id}/certificate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who was removed, why, when that was asked for, and when it was confirmed */
        get: operations["getDestinationsByIdCertificate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/destinations/{id}/difference": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a sync would send now, without sending it */
        get: operations["getDestinationsByIdDifference"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/destinations/{id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest requests to the destination, and what became of them */
        get: operations["getDestinationsByIdLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/destinations/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send nothing until it is resumed, removals included */
        post: operations["postDestinationsByIdPause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/destinations/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send again, and look at everybody */
        post: operations["postDestinationsByIdResume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/destinations/{id}/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look at everybody, and send what differs */
        post: operations["postDestinationsByIdSync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/destinations/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look whether the destination can be reached with what is configured; a webhook gets a message of the type test */
        post: operations["postDestinationsByIdTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/erasure-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The key that certificates are verified by */
        get: operations["getErasureKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/erasures/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far an erasure is */
        get: operations["getErasuresById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/erasures/{id}/certificate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A signed certificate of an erasure
         * @description A JWS (RFC 7515) with the algorithm EdDSA; GET /v1/erasure-key has the key to verify it by. It names the person by keyed digests only.
         */
        get: operations["getErasuresByIdCertificate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send events
         * @description One event or up to 1,000; NDJSON (application/x-ndjson) has one per line, and bodies may be compressed (gzip, deflate, br).
         *     Good events are taken and bad ones named: 202, or 400 when none was good. 202 means that they are on disk.
         */
        post: operations["postEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exchange-rates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All rates of exchange */
        get: operations["getExchangeRates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exchange-rates/{from}/{to}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rates of one pair */
        get: operations["getExchangeRatesByFromByTo"];
        /**
         * Supply rates of exchange
         * @description Rates of exchange by day, which a report takes that is asked for in one currency (currency=EUR). Put again they replace all days of the pair.
         *     No rate is made up: neither the inverse of the other direction, nor that of the day before.
         */
        put: operations["putExchangeRatesByFromByTo"];
        post?: never;
        /** Forget the rates of a pair */
        delete: operations["deleteExchangeRatesByFromByTo"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/experiments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All experiments */
        get: operations["getExperiments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/experiments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One experiment */
        get: operations["getExperimentsById"];
        /**
         * Plan an experiment, change its traffic, or stop it
         * @description The first arm is the control. Who is in which arm follows from the ids alone, so it is the same at any time and in any process; more traffic
         *     only adds people. Log what people saw in events, as "experiment": {"id", "arm"}: results are about those. Once it has started, what decides
         *     (arms, exclusive, starts_at, primary, alpha, window, correction) stands; to stop it, put "ends_at".
         */
        put: operations["putExperimentsById"];
        post?: never;
        /** Forget an experiment; what was logged of it stays */
        delete: operations["deleteExperimentsById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/experiments/{id}/assignment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * In which arm a person is
         * @description Whoever is not known yet is assigned as the person that the identifier will make. Somebody who turns out to be another person has the arm of
         *     that one from then on: results leave out who was in two.
         */
        get: operations["getExperimentsByIdAssignment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/experiments/{id}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What came of an experiment
         * @description People are those of whom an event said "experiment": {"id", "arm"}, from their first such event on, for "window" days. Look as often as you like:
         *     the decision follows answers that are always valid. Only events of people who granted measurement count; persons who turned out to be one are one.
         */
        get: operations["getExperimentsByIdResults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exposure-policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All exposure policies */
        get: operations["getExposurePolicies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exposure-policies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One exposure policy */
        get: operations["getExposurePoliciesById"];
        /**
         * Keep a cap on how often people are shown ads
         * @description People who have seen as many impressions as the cap within its window are members of the segment "exposure.<id>", until the window has let
         *     go of one and the cool-down after the impression that reached the cap is over. The segment belongs to the policy; each of "destinations" gets it as an
         *     audience of its own, to be excluded there. With "from": "fatigue" the number is found now, and again with refresh.
         */
        put: operations["putExposurePoliciesById"];
        post?: never;
        /** End an exposure policy: its segment goes, and its audiences at destinations */
        delete: operations["deleteExposurePoliciesById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exposure-policies/{id}/bid-hints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What each exposure is worth beside the average one */
        get: operations["getExposurePoliciesByIdBidHints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exposure-policies/{id}/effect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What an exposure policy does, beside people of the holdout
         * @description People of the global holdout (PUT /v1/holdout) are never sent to the policy's exclusions, so they go on being shown ads. Compared are all who were
         *     shown one since the policy was made, which no cap has a part in. Only what was measured of people who granted measurement counts. Keep the holdout's share as it
         *     is: who came to it, or left it, while the policy ran was under it for a part of the time.
         */
        get: operations["getExposurePoliciesByIdEffect"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exposure-policies/{id}/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Find the cap anew, where it comes from fatigue
         * @description Where there is no fatigue point now, nothing changes and the answer says so.
         */
        post: operations["postExposurePoliciesByIdRefresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exposure-policies/simulate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What an exposure policy would have done
         * @description Goes through the impressions of the last days in order, as if nobody over the cap had been shown another: what is spared does not count for the
         *     next. Members of the segments of "higher" are those of now. What people would have done instead is not known: conversions at stake are an upper bound.
         */
        post: operations["postExposurePoliciesSimulate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/holdout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is in no experiment at all */
        get: operations["getHoldout"];
        /** Keep people out of all experiments */
        put: operations["putHoldout"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All journeys */
        get: operations["getJourneys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journeys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One journey, and who is where */
        get: operations["getJourneysById"];
        /**
         * Store a journey, and the segments of its steps
         * @description A journey becomes one segment per place: journey.ID.entry, journey.ID.STEP, journey.ID.goal. They have all that segments have (members,
         *     history, exports, why, destinations) and are changed by the journey alone. docs/semantics.md, "Journeys of people", says who is where.
         */
        put: operations["putJourneysById"];
        post?: never;
        /** Delete a journey, its segments and its triggers: nobody is told that people left */
        delete: operations["deleteJourneysById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journeys/{id}/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many came to each step, and on to the goal */
        get: operations["getJourneysByIdSteps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/journeys/simulate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** How many people would be at each step of a journey, without storing it */
        post: operations["postJourneysSimulate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All keys, without their secrets */
        get: operations["getKeys"];
        put?: never;
        /**
         * Make a key
         * @description The secret is in this answer and nowhere else. A key that names sources can only send and see events of these.
         */
        post: operations["postKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a key */
        delete: operations["deleteKeysById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events as they arrive
         * @description Accepted ones as they are stored, refused ones with the reason, and tests. Ask again with the cursor and wait=30: the answer comes with the next event. Of people it has the kinds of their identifiers only.
         */
        get: operations["getLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/lookalikes/{segment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far it is, and how good */
        get: operations["getLookalikesBySegment"];
        /**
         * Find people who are like the members of a segment
         * @description Learns what tells its members from a sample of everybody who grants modelling, by the same features as models, and publishes how similar
         *     everybody is, and for each size the similarity that so large a share of those reaches who are no members. A put again learns anew. In rules:
         *     `{"lookalike": "<segment>", "size": 0.05}`. Members of the seed are among the similar ones, unless the rule leaves them out.
         */
        put: operations["putLookalikesBySegment"];
        post?: never;
        /** Delete a lookalike that no rule uses */
        delete: operations["deleteLookalikesBySegment"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What each metric is */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All models */
        get: operations["getModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A model: its card, and how far it is */
        get: operations["getModelsById"];
        put?: never;
        post?: never;
        /** Delete a model that no rule uses */
        delete: operations["deleteModelsById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{id}/score": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Score everybody anew by what was learnt
         * @description From what people did until now. Whoever grants modelling no more loses the score.
         */
        post: operations["postModelsByIdScore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{id}/train": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Train a model of who does something, and publish its scores
         * @description A person is an example at each of up to 8 instants, a horizon apart: what they did in the lookback before it, and whether they did the
         *     conversion within the horizon after it. The newest instant judges, the one before calibrates, the others fit. Only people who grant modelling
         *     are looked at, of many a share (100,000 examples). Then everybody who grants it gets a score, and `model:<id>` its percentiles. It goes on in
         *     the background: ask `GET /v1/models/{id}` how far it is.
         */
        post: operations["postModelsByIdTrain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One person
         * @description The key is TYPE:VALUE with a type of external_id, email, phone, idfa, gaid, idfv, ttp, ttclid, anonymous_id (e-mail, phone and external_id plain or as SHA-256), or person:ID. Somebody who turned out to be another person is found as that one.
         */
        get: operations["getPeopleByKey"];
        put?: never;
        post?: never;
        /**
         * Erase one person
         * @description The key is TYPE:VALUE with a type of external_id, email, phone, idfa, gaid, idfv, ttp, ttclid, anonymous_id, or person:ID. Everything of the person, and of all who turned out to be that person, goes: from the answer on no list, file or answer has them, within a minute neither state nor warehouse. Hits of before are dropped whenever they come; who sends a new one is somebody new.
         */
        delete: operations["deletePeopleByKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people/{key}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All that is kept of one person
         * @description Streamed JSON: identifiers (hashed) with when and by which hit they were linked, traits, consent, memberships and how they changed, all events of the person and of everybody who turned out to be that person, and refused events that quote an identifier of theirs. What somebody denied does not keep their data from them.
         */
        get: operations["getPeopleByKeyExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people/{key}/split": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a wrong link back
         * @description The key is TYPE:VALUE with a type of external_id, email, phone, idfa, gaid, idfv, ttp, ttclid, anonymous_id, or person:ID. The identifiers leave the person and are a person of their own; both are counted anew from the log, as if nothing had ever linked them, and nothing links them again.
         */
        post: operations["postPeopleByKeySplit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people/{key}/why": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why somebody is in a segment, or not */
        get: operations["getPeopleByKeyWhy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rejected": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Refused hits, newest first
         * @description With code=refused_credential: what was refused with 401 or 403, by the public start of the key and hour.
         */
        get: operations["getRejected"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/report-schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All schedules of reports */
        get: operations["getReportSchedules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/report-schedules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One schedule of reports */
        get: operations["getReportSchedulesById"];
        /**
         * Make a report whenever it is due
         * @description The report has everybody beside the period before, each segment of "segments", every day, and a table by "group_by". Its files are kept
         *     in WEIR_REPORTS and listed with the runs. A turn that nothing could make (no process ran) is made up for once, by the newest one.
         */
        put: operations["putReportSchedulesById"];
        post?: never;
        /** Make no more reports; files of those that were made stay in their folder */
        delete: operations["deleteReportSchedulesById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/report-schedules/{id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make the report now, as if it were due */
        post: operations["postReportSchedulesByIdRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/report-schedules/{id}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The reports that were made, newest first */
        get: operations["getReportSchedulesByIdRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/report-schedules/{id}/runs/{due}/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file of a report */
        get: operations["getReportSchedulesByIdRunsByDueByFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/attribution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why a conversion is credited to which ads
         * @description Conversions, oldest first, with all that their people did with ads from 30 days before the longest window to a day after: which of it counts,
         *     why the rest does not, and the credit by every model. What counts is what GET /v1/reports/segments adds up.
         */
        get: operations["getReportsAttribution"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/delivery": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Delivery of ad platforms, beside our own events
         * @description What the platforms say (delivery_...) beside what our own events say (observed_...); the two are never added up.
         *     Days of delivery are those of the accounts. Of each source and day one kind of rows is read: kinds of rows (campaigns, ads, hours, ages) are about
         *     the same delivery. Per segment, delivery is booked by PUT /v1/targeting, whole to each segment of the ad group: such rows are not to be added up;
         *     without a segment stands what is booked to none. What was observed of a segment is null where it has fewer members, or a row fewer persons, than its min_size. Ratios are computed from sums, and null where a part is not known. Metrics of money are by currency, as in
         *     GET /v1/reports/segments.
         */
        get: operations["getReportsDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/exposure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How ads do by how often they were seen
         * @description How ads do by how often, and how recently, a person has seen them. The n of an impression is its number among the person's impressions
         *     in the range of the same campaign (per). A click or play belongs to the newest impression before it of that campaign, a conversion to the newest one of any;
         *     both within window, also after the range. Fatigue is the first n whose ctr is below that of all before it, by a one-sided test at level, corrected by Holm's method.
         */
        get: operations["getReportsExposure"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/exposure/segment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Save the segment of those who have seen as many as a cap
         * @description As PUT /v1/segments/{id}, with the rule made from the cap.
         */
        post: operations["postReportsExposureSegment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/funnel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * From one event to the next
         * @description How many persons get from one step to the next, and how long that takes. A step is an event selector as rules have it.
         *     An attempt begins with a first step in the range; the others may come after it, up to window after the first one.
         *     From a first step each next step is the first event that can be it. Persons who turned out to be one are one. Only events of people who granted measurement count.
         */
        post: operations["postReportsFunnel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/growth": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How segments grew, day by day
         * @description How segments grew: per day of tz who joined, who left, and how many there were at its end; as GET /v1/segments/{id}/history has it, of several segments at once.
         *     A first or last day that the range cuts is shorter. At most 400 days.
         */
        get: operations["getReportsGrowth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/interests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the persons of segments look at
         * @description What the persons of segments look at: the share of them with an event of a value while they were members, beside that of everybody.
         *     An index of 100 is as many as of everybody. POST /v1/segments/overlap has how much segments have in common.
         */
        get: operations["getReportsInterests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/journeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ways from one touchpoint to the next
         * @description Which ways persons take from one touchpoint to the next. Each person counts once, with the first path in the range: it begins with
         *     their first touchpoint there and ends with one that ends it, before a gap, or at the end of the range. Nodes and links are those of a Sankey diagram; persons add up.
         */
        post: operations["postReportsJourneys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/leaderboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which segments are worth their money
         * @description Which segments are worth their money: each beside everything that did not find its person in it.
         *     The interval of the multiple and its p value are by the delta method over persons, on the logarithm; p_corrected is for the many segments.
         */
        get: operations["getReportsLeaderboard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Who came back, by when they came first
         * @description Who came back. A person belongs to the day (week, month) of their first such event in the range, on the calendar of tz;
         *     period 0 is the rest of that day, period 1 the next day. Events after the first one count, whether they lie in the range or after it.
         *     Persons who turned out to be one are one. Only events of people who granted measurement count.
         */
        post: operations["postReportsRetention"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/rollups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far days are rolled up
         * @description Reports read sums by hour, segment and ad instead of events for days that are rolled up. A day whose events have changed in any way
         *     (late ones, stamps that were corrected, erasures, retention) is read from its events until it is rolled up again, so a report never depends on it.
         */
        get: operations["getReportsRollups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports/segments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics by segment, time, campaign ...
         * @description Per segment means that the person was a member immediately before the event. Without segments and without segment in group_by
         *     the report is over everybody. Only events of people who granted measurement count. Ratios are null when there is nothing to divide by.
         *     A metric of money is an object from currency to amount ({"spend": {"EUR": 1.2}}, in CSV a column spend_EUR), XXX where the sender named none: currencies
         *     are never added up. With currency=EUR all amounts are in that currency,
         *     by the rates of PUT /v1/exchange-rates for the day of each: exchange_rates names them, and what has none is null. With currency=rows a group has a row per currency: counts, and ratios of them, stand in its first row only and are null in the others.
         *     Ratios of money are null in a currency in which there is none of it. GET /v1/metrics says what each metric is.
         *     With intervals=95 every rate has its interval (of shares by Wilson, of other ratios by the delta method over persons), null where there is none.
         *     Conversions stand at their own time, and under the ad that they are credited to: by default the newest click, else the newest view; model=linear and others share one
         *     by several ads, all parts of it adding up to 1. Where conversions are shared, cvr has no interval: Wilson's is of units that count or do not.
         *     A conversion that several sources tell of (the same person, and event id or order id, within 48 h) counts once.
         *     A segment shows nothing while it has fewer members than its min_size, nor in rows of fewer persons than that: such rows, and totals beside them, are suppressed.
         *     A segment reports the 90 days before it was defined, too (reports_from), as if it had been there.
         */
        get: operations["getReportsSegments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How long what is kept, and what was deleted
         * @description The policy (WEIR_KEEP_...) per class, with the latest looks: what was deleted, and what was found afterwards.
         */
        get: operations["getRetention"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/segments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All segments by id, page by page */
        get: operations["getSegments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/segments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One segment */
        get: operations["getSegmentsById"];
        /**
         * Define a segment
         * @description A rule is { all: [rule...] }, { any: [rule...] }, { not: rule }, { event: selector, within: window, measure: comparison }
         *     (measures: count, active_days, sum, avg, median, min, max, first, last, distinct; those of values with a path beside the comparison) or { trait: key, operator: value };
         *     docs/semantics.md has these and more, and the meaning of each. A changed rule or changed purposes make a new version; the answer
         *     comes when the segment follows it.
         */
        put: operations["putSegmentsById"];
        post?: never;
        /** Delete a segment: everybody leaves it */
        delete: operations["deleteSegmentsById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/segments/{id}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who entered and left, from a cursor on
         * @description Who entered and left the segment, from a cursor on: applied in this order they are its members.
         *     An add is handed out only if consent and opt-outs allow it at this moment; whoever opts out, or is found to be somebody else, is removed.
         *     Nothing is left out between a cursor and the next one, and the same cursor gives the same changes again. format=ndjson has a line per change,
         *     and after every few hundred of them, and at the end, a line {"cursor": ...}.
         */
        get: operations["getSegmentsByIdChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/segments/{id}/changes/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A destination has made the changes up to a cursor */
        post: operations["postSegmentsByIdChangesConfirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/segments/{id}/consumers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Destinations, what they were handed and what they have confirmed */
        get: operations["getSegmentsByIdConsumers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/segments/{id}/consumers/{consumer}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Forget a destination that has nobody of the segment any more */
        delete: operations["deleteSegmentsByIdConsumersByConsumer"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/segments/{id}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Who would enter and leave if the segment got this rule */
        post: operations["postSegmentsByIdDiff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/segments/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Members as a file
         * @description Consent and membership are checked for each person as the row is written. The header X-Weir-Membership-Version says how much of the log the file reflects, X-Weir-Segment-Status whether it follows the definition as it is now (live) or still the one before (backfilling), X-Weir-Complete whether it has everything that was acknowledged before the request. X-Weir-Changes-Cursor is where the changes of the segment go on from the file.
         */
        get: operations["getSegmentsByIdExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/segments/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Members over time
         * @description Changes count at the instant at which they took effect. Every step of the range has a row, also when nothing changed in it.
         *     Weeks begin on Monday; a first or last step that the range cuts is shorter. At most 1000 rows.
         */
        get: operations["getSegmentsByIdHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/segments/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Members, page by page */
        get: operations["getSegmentsByIdMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/segments/{id}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Define an earlier version of a segment anew
         * @description Defines the rule and the purposes of that version anew, as PUT /v1/segments/{id} does: as the newest version, checked like any
         *     other. Name, description and min_size stay as they are now. A deleted segment comes back as it was in that version.
         */
        post: operations["postSegmentsByIdRollback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/segments/{id}/seed-report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether a segment is a good seed of a lookalike
         * @description Whether a segment is a good source of a lookalike audience: its size against the platform's floors, how recent, valuable and
         *     diverse its people are, how many converted, what it shares with segments that the ads exclude, how it changed, and what to do about it.
         *     Figures of people are of members who may be handed out, by events with consent to measurement.
         */
        get: operations["getSegmentsByIdSeedReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/segments/{id}/size": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many members there are */
        get: operations["getSegmentsByIdSize"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/segments/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The definitions that a segment has had, newest first
         * @description The newest thousand are kept, also of a segment that was deleted.
         */
        get: operations["getSegmentsByIdVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/segments/{id}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One version of a segment */
        get: operations["getSegmentsByIdVersionsByVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/segments/overlap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** How many members segments share, two by two */
        post: operations["postSegmentsOverlap"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/segments/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** How many people a rule selects */
        post: operations["postSegmentsPreview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is signed in
         * @description Works with a key in a header, too.
         */
        get: operations["getSession"];
        put?: never;
        /**
         * Sign in with a key
         * @description Sets a cookie that no script can read (HttpOnly, SameSite=Strict). It ends after 12 h, with the key, or at DELETE; the key needs the scope read.
         */
        post: operations["postSession"];
        /** Sign out */
        delete: operations["deleteSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Browsers that are signed in */
        get: operations["getSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Sign a browser out */
        delete: operations["deleteSessionsById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All sources */
        get: operations["getSources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One source */
        get: operations["getSourcesByCode"];
        /** Add or change a source */
        put: operations["putSourcesByCode"];
        post?: never;
        /** Remove a source: its hits are refused from then on */
        delete: operations["deleteSourcesByCode"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{code}/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What came from a source in the last 24 hours, by hour of receipt
         * @description Newest hour last. Figures of ingest itself (duplicates, warnings, clock) follow within half a minute.
         */
        get: operations["getSourcesByCodeHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/splits/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of a split */
        get: operations["getSplitsById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppression-lists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All suppression lists */
        get: operations["getSuppressionLists"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppression-lists/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One suppression list */
        get: operations["getSuppressionListsById"];
        /**
         * Keep people out of everything that is handed out
         * @description Whoever is on a list, by an identifier that they have or had, or as a member of one of its segments, is in no list of members, no file,
         *     no ledger and no destination of any segment, from the answer on; destinations lose them within seconds. Identifiers are kept as one-way digests.
         */
        put: operations["putSuppressionListsById"];
        post?: never;
        /** Delete a suppression list: whoever was on it may be handed out again */
        delete: operations["deleteSuppressionListsById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/suppression-lists/{id}/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put identifiers on a suppression list, or take them off
         * @description JSON; or text/csv (type,value and perhaps op), or application/x-ndjson, with one identifier a line.
         */
        post: operations["postSuppressionListsByIdEntries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/targeting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All bookings */
        get: operations["getTargeting"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/targeting/{adgroup_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** To which segments an ad group is booked */
        get: operations["getTargetingByAdgroupId"];
        /**
         * Book an ad group to segments
         * @description To which segments the delivery of an ad group is booked, and when: platforms do not report by audience. An ad group of several
         *     segments is booked to each of them whole, for nothing says who of them saw it: such rows are not to be added up. Where a platform names no ids, the
         *     ad group is called by its name.
         */
        put: operations["putTargetingByAdgroupId"];
        post?: never;
        /** Book an ad group to nothing */
        delete: operations["deleteTargetingByAdgroupId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/test-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events that were sent with a test_event_code, newest first
         * @description They are checked like any other event, and are in no segment and no report.
         */
        get: operations["getTestEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/thresholds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All thresholds, and those that are missing */
        get: operations["getThresholds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/thresholds/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One threshold */
        get: operations["getThresholdsById"];
        /**
         * Publish a threshold
         * @description What conditions on percentiles, scores and lookalikes compare with, computed elsewhere or, percentiles, by POST /v1/thresholds/compute. A new version takes effect like a new version of
         *     the segments that use it: for everybody at one instant. The answer comes when they follow it.
         */
        put: operations["putThresholdsById"];
        post?: never;
        /** Delete a threshold */
        delete: operations["deleteThresholdsById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/thresholds/compute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Compute thresholds of percentiles from the events
         * @description Computes what the best `top` of all people reach, from all events in the warehouse, and publishes it if it is another
         *     number than the one in force. Segments that waited for it get their members. Scores and lookalikes are not computed here.
         */
        post: operations["postThresholdsCompute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Any JSON value (lists in lists are described to the third). */
        JsonValue: string | number | boolean | null | {
            [key: string]: components["schemas"]["JsonValue"];
        } | (string | number | boolean | null | {
            [key: string]: components["schemas"]["JsonValue"];
        } | (string | number | boolean | null | {
            [key: string]: components["schemas"]["JsonValue"];
        } | (string | number | boolean | null | {
            [key: string]: components["schemas"]["JsonValue"];
        })[])[])[];
        Problem: {
            /** @enum {string} */
            code: "invalid_json" | "invalid_field" | "invalid_encoding" | "too_many_events" | "too_deep" | "forbidden_key" | "event_in_future" | "event_too_old" | "unknown_source" | "origin_not_allowed" | "bad_token" | "bad_csrf" | "missing_scope" | "not_found" | "method_not_allowed" | "conflict" | "too_large" | "unsupported_media_type" | "rate_limited" | "unavailable" | "internal";
            /** @description What is wrong, and mostly what to do about it */
            detail: string;
            /** @description All faults of the request */
            errors?: {
                message: string;
                /** @description The field, with dots */
                path: string;
            }[];
            status: number;
            title: string;
            /** @description urn:weir:error:<code> */
            type: string;
        };
        /** @description A rule as a tree, with what each part of it says of a person at an instant. */
        Reason: {
            all: components["schemas"]["Reason"][];
            holds: boolean;
        } | {
            any: components["schemas"]["Reason"][];
            holds: boolean;
        } | {
            holds: boolean;
            not: components["schemas"]["Reason"];
        } | {
            /** @description The gate of a segment that the rule refers to */
            consented: ("storage" | "profiling" | "personalised_ads" | "measurement" | "modelling")[];
            holds: boolean;
        } | {
            /** @description When it changes if nothing else happens */
            changes_at: string | null;
            condition: components["schemas"]["Rule"];
            event_count: number;
            /** @description The newest events behind it */
            events: {
                eid: string;
                event_id: string;
                event_time: string;
                name: string;
                source: string;
            }[];
            holds: boolean;
            value: components["schemas"]["JsonValue"];
        };
        /** @description A condition of one kind; all, any and not have others inside. See docs/how-to/write-rules.md. */
        Rule: {
            all: components["schemas"]["Rule"][];
        } | {
            any: components["schemas"]["Rule"][];
        } | {
            not: components["schemas"]["Rule"];
        } | {
            active_days?: {
                between?: [
                    number,
                    number
                ];
                eq?: number;
                gt?: number;
                gte?: number;
                lt?: number;
                lte?: number;
                ne?: number;
            };
            avg?: {
                between?: [
                    number,
                    number
                ];
                eq?: number;
                gt?: number;
                gte?: number;
                lt?: number;
                lte?: number;
                ne?: number;
                path: string;
            };
            count?: {
                between?: [
                    number,
                    number
                ];
                eq?: number;
                gt?: number;
                gte?: number;
                lt?: number;
                lte?: number;
                ne?: number;
            };
            distinct?: {
                between?: [
                    number,
                    number
                ];
                eq?: number;
                gt?: number;
                gte?: number;
                lt?: number;
                lte?: number;
                ne?: number;
                path: string;
            };
            event: {
                name?: string;
                name_prefix?: string;
                names?: string[];
                source?: string;
                where?: {
                    /** @enum {string} */
                    op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                    path: string;
                    value?: (string | number | boolean) | (string | number | boolean)[] | {
                        path: string;
                    };
                }[];
            };
            first?: {
                between?: [
                    number,
                    number
                ];
                eq?: number;
                gt?: number;
                gte?: number;
                lt?: number;
                lte?: number;
                ne?: number;
                path: string;
            };
            last?: {
                between?: [
                    number,
                    number
                ];
                eq?: number;
                gt?: number;
                gte?: number;
                lt?: number;
                lte?: number;
                ne?: number;
                path: string;
            };
            max?: {
                between?: [
                    number,
                    number
                ];
                eq?: number;
                gt?: number;
                gte?: number;
                lt?: number;
                lte?: number;
                ne?: number;
                path: string;
            };
            median?: {
                between?: [
                    number,
                    number
                ];
                eq?: number;
                gt?: number;
                gte?: number;
                lt?: number;
                lte?: number;
                ne?: number;
                path: string;
            };
            min?: {
                between?: [
                    number,
                    number
                ];
                eq?: number;
                gt?: number;
                gte?: number;
                lt?: number;
                lte?: number;
                ne?: number;
                path: string;
            };
            per?: string;
            since?: {
                event: {
                    name?: string;
                    name_prefix?: string;
                    names?: string[];
                    source?: string;
                    where?: {
                        /** @enum {string} */
                        op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                        path: string;
                        value?: (string | number | boolean) | (string | number | boolean)[] | {
                            path: string;
                        };
                    }[];
                };
            };
            sum?: {
                between?: [
                    number,
                    number
                ];
                eq?: number;
                gt?: number;
                gte?: number;
                lt?: number;
                lte?: number;
                ne?: number;
                path: string;
            };
            within: "all" | string | {
                from: string;
                to: string;
            } | {
                since: string;
                until?: string;
            } | {
                include_today?: boolean;
                time_zone?: string;
                whole_days: number;
            };
        } | {
            active_days?: {
                between?: [
                    number,
                    number
                ];
                eq?: number;
                gt?: number;
                gte?: number;
                lt?: number;
                lte?: number;
                ne?: number;
            };
            avg?: {
                between?: [
                    number,
                    number
                ];
                eq?: number;
                gt?: number;
                gte?: number;
                lt?: number;
                lte?: number;
                ne?: number;
                path: string;
            };
            count?: {
                between?: [
                    number,
                    number
                ];
                eq?: number;
                gt?: number;
                gte?: number;
                lt?: number;
                lte?: number;
                ne?: number;
            };
            distinct?: {
                between?: [
                    number,
                    number
                ];
                eq?: number;
                gt?: number;
                gte?: number;
                lt?: number;
                lte?: number;
                ne?: number;
                path: string;
            };
            event: {
                name?: string;
                name_prefix?: string;
                names?: string[];
                source?: string;
                where?: {
                    /** @enum {string} */
                    op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                    path: string;
                    value?: (string | number | boolean) | (string | number | boolean)[] | {
                        path: string;
                    };
                }[];
            };
            first?: {
                between?: [
                    number,
                    number
                ];
                eq?: number;
                gt?: number;
                gte?: number;
                lt?: number;
                lte?: number;
                ne?: number;
                path: string;
            };
            last?: {
                between?: [
                    number,
                    number
                ];
                eq?: number;
                gt?: number;
                gte?: number;
                lt?: number;
                lte?: number;
                ne?: number;
                path: string;
            };
            max?: {
                between?: [
                    number,
                    number
                ];
                eq?: number;
                gt?: number;
                gte?: number;
                lt?: number;
                lte?: number;
                ne?: number;
                path: string;
            };
            median?: {
                between?: [
                    number,
                    number
                ];
                eq?: number;
                gt?: number;
                gte?: number;
                lt?: number;
                lte?: number;
                ne?: number;
                path: string;
            };
            min?: {
                between?: [
                    number,
                    number
                ];
                eq?: number;
                gt?: number;
                gte?: number;
                lt?: number;
                lte?: number;
                ne?: number;
                path: string;
            };
            per?: string;
            since: {
                event: {
                    name?: string;
                    name_prefix?: string;
                    names?: string[];
                    source?: string;
                    where?: {
                        /** @enum {string} */
                        op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                        path: string;
                        value?: (string | number | boolean) | (string | number | boolean)[] | {
                            path: string;
                        };
                    }[];
                };
            };
            sum?: {
                between?: [
                    number,
                    number
                ];
                eq?: number;
                gt?: number;
                gte?: number;
                lt?: number;
                lte?: number;
                ne?: number;
                path: string;
            };
            within?: "all" | string | {
                from: string;
                to: string;
            } | {
                since: string;
                until?: string;
            } | {
                include_today?: boolean;
                time_zone?: string;
                whole_days: number;
            };
        } | {
            cool_down?: string;
            count?: {
                between?: [
                    number,
                    number
                ];
                eq?: number;
                gt?: number;
                gte?: number;
                lt?: number;
                lte?: number;
                ne?: number;
            };
            exposure: {
                ad?: string;
                adgroup?: string;
                campaign?: string | string[];
                creative?: string;
            };
            since_last?: {
                gt?: string;
                gte?: string;
                lt?: string;
                lte?: string;
            };
            within: "all" | string | {
                from: string;
                to: string;
            } | {
                since: string;
                until?: string;
            } | {
                include_today?: boolean;
                time_zone?: string;
                whole_days: number;
            };
        } | {
            affinity: {
                by: string;
                value: string;
            };
            rank?: {
                between?: [
                    number,
                    number
                ];
                eq?: number;
                gt?: number;
                gte?: number;
                lt?: number;
                lte?: number;
                ne?: number;
            };
            share?: {
                between?: [
                    number,
                    number
                ];
                eq?: number;
                gt?: number;
                gte?: number;
                lt?: number;
                lte?: number;
                ne?: number;
            };
            within: "all" | string | {
                from: string;
                to: string;
            } | {
                since: string;
                until?: string;
            } | {
                include_today?: boolean;
                time_zone?: string;
                whole_days: number;
            };
        } | {
            between?: [
                number,
                number
            ];
            eq?: number;
            gt?: number;
            gte?: number;
            lt?: number;
            lte?: number;
            ne?: number;
            ratio: [
                {
                    /** @enum {boolean} */
                    active_days?: true;
                    /** @enum {boolean} */
                    count?: true;
                    distinct?: {
                        path: string;
                    };
                    event: {
                        name?: string;
                        name_prefix?: string;
                        names?: string[];
                        source?: string;
                        where?: {
                            /** @enum {string} */
                            op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                            path: string;
                            value?: (string | number | boolean) | (string | number | boolean)[] | {
                                path: string;
                            };
                        }[];
                    };
                    sum?: {
                        path: string;
                    };
                },
                {
                    /** @enum {boolean} */
                    active_days?: true;
                    /** @enum {boolean} */
                    count?: true;
                    distinct?: {
                        path: string;
                    };
                    event: {
                        name?: string;
                        name_prefix?: string;
                        names?: string[];
                        source?: string;
                        where?: {
                            /** @enum {string} */
                            op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                            path: string;
                            value?: (string | number | boolean) | (string | number | boolean)[] | {
                                path: string;
                            };
                        }[];
                    };
                    sum?: {
                        path: string;
                    };
                }
            ];
            within: "all" | string | {
                from: string;
                to: string;
            } | {
                since: string;
                until?: string;
            } | {
                include_today?: boolean;
                time_zone?: string;
                whole_days: number;
            };
        } | {
            campaign: string | string[];
            /** @enum {string} */
            touch: "first" | "last";
            within: "all" | string | {
                from: string;
                to: string;
            } | {
                since: string;
                until?: string;
            } | {
                include_today?: boolean;
                time_zone?: string;
                whole_days: number;
            };
        } | {
            sequence: ({
                event: {
                    name?: string;
                    name_prefix?: string;
                    names?: string[];
                    source?: string;
                    where?: {
                        /** @enum {string} */
                        op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                        path: string;
                        value?: (string | number | boolean) | (string | number | boolean)[] | {
                            path: string;
                        };
                    }[];
                };
            } | {
                absent: {
                    name?: string;
                    name_prefix?: string;
                    names?: string[];
                    source?: string;
                    where?: {
                        /** @enum {string} */
                        op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                        path: string;
                        value?: (string | number | boolean) | (string | number | boolean)[] | {
                            path: string;
                        };
                    }[];
                };
                for: string;
            })[];
            span: string;
            within: "all" | string | {
                from: string;
                to: string;
            } | {
                since: string;
                until?: string;
            } | {
                include_today?: boolean;
                time_zone?: string;
                whole_days: number;
            };
        } | {
            after?: (string | number | boolean) | (string | number | boolean)[];
            before?: (string | number | boolean) | (string | number | boolean)[];
            between?: (string | number | boolean) | (string | number | boolean)[];
            contains?: (string | number | boolean) | (string | number | boolean)[];
            eq?: (string | number | boolean) | (string | number | boolean)[];
            exists?: (string | number | boolean) | (string | number | boolean)[];
            for?: string;
            gt?: (string | number | boolean) | (string | number | boolean)[];
            gte?: (string | number | boolean) | (string | number | boolean)[];
            in?: (string | number | boolean) | (string | number | boolean)[];
            in_last?: string;
            in_next?: string;
            lt?: (string | number | boolean) | (string | number | boolean)[];
            lte?: (string | number | boolean) | (string | number | boolean)[];
            ne?: (string | number | boolean) | (string | number | boolean)[];
            not_exists?: (string | number | boolean) | (string | number | boolean)[];
            not_in?: (string | number | boolean) | (string | number | boolean)[];
            not_in_last?: string;
            starts_with?: (string | number | boolean) | (string | number | boolean)[];
            trait: string;
        } | {
            percentile?: {
                between?: [
                    number,
                    number
                ];
                eq?: number;
                gt?: number;
                gte?: number;
                lt?: number;
                lte?: number;
                ne?: number;
            };
            probability?: {
                between?: [
                    number,
                    number
                ];
                eq?: number;
                gt?: number;
                gte?: number;
                lt?: number;
                lte?: number;
                ne?: number;
            };
            score: string;
        } | {
            percentile: {
                of: {
                    /** @enum {boolean} */
                    active_days?: true;
                    avg?: {
                        path: string;
                    };
                    /** @enum {boolean} */
                    count?: true;
                    distinct?: {
                        path: string;
                    };
                    event: {
                        name?: string;
                        name_prefix?: string;
                        names?: string[];
                        source?: string;
                        where?: {
                            /** @enum {string} */
                            op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                            path: string;
                            value?: (string | number | boolean) | (string | number | boolean)[] | {
                                path: string;
                            };
                        }[];
                    };
                    first?: {
                        path: string;
                    };
                    last?: {
                        path: string;
                    };
                    max?: {
                        path: string;
                    };
                    median?: {
                        path: string;
                    };
                    min?: {
                        path: string;
                    };
                    sum?: {
                        path: string;
                    };
                };
                within: "all" | string | {
                    from: string;
                    to: string;
                } | {
                    since: string;
                    until?: string;
                } | {
                    include_today?: boolean;
                    time_zone?: string;
                    whole_days: number;
                };
            };
            top: number;
        } | {
            lookalike: string;
            size: number;
        } | {
            segment: string;
        };
    };
    responses: {
        /** @description invalid_json: The body is not valid JSON. invalid_field: A field is missing or has the wrong form. invalid_encoding: The body could not be decompressed. too_many_events: Too many events in one request. too_deep: The body is nested too deeply. forbidden_key: The body contains a forbidden key. event_in_future: The event lies in the future. event_too_old: The event is older than the retention. */
        Problem400: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description bad_token: The key is missing or not valid. */
        Problem401: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description unknown_source: The source is not known. origin_not_allowed: The origin is not on the list of the source. bad_csrf: The CSRF token is missing or not valid. missing_scope: The key does not have the scope. */
        Problem403: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description not_found: There is no such thing. */
        Problem404: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description method_not_allowed: The method is not allowed here. */
        Problem405: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description conflict: The request conflicts with what is there. */
        Problem409: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description too_large: The body is too large. */
        Problem413: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description unsupported_media_type: The content type is not supported. */
        Problem415: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description rate_limited: Too many requests. */
        Problem429: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description internal: Something went wrong on our side. */
        Problem500: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description unavailable: A part that this needs is not available. */
        Problem503: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getRootApiV2Pixel: {
        parameters: {
            query: {
                /** @description The JSON of a hit, or its base64 */
                analytics_message: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postRootApiV2Pixel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "event": "ViewContent",
                 *       "event_id": "v-1",
                 *       "context": {
                 *         "pixel": {
                 *           "code": "shop"
                 *         },
                 *         "user": {
                 *           "ttp": "cookie-1"
                 *         },
                 *         "page": {
                 *           "url": "https://shop.example/"
                 *         }
                 *       },
                 *       "properties": {
                 *         "content_id": "sku-1"
                 *       }
                 *     }
                 */
                "application/json": {
                    context: {
                        /** @description What is in no such form counts as refused */
                        consent?: {
                            /** @enum {string} */
                            ad_personalization?: "granted" | "denied";
                            /**
                             * @description Google's consent mode
                             * @enum {string}
                             */
                            ad_storage?: "granted" | "denied";
                            /** @enum {string} */
                            ad_user_data?: "granted" | "denied";
                            /** @enum {string} */
                            analytics_storage?: "granted" | "denied";
                            /** @description Global Privacy Control */
                            gpc?: boolean;
                            /** @description A GPP string of the IAB */
                            gpp?: string;
                            /** @description By purpose */
                            purposes?: {
                                [key: string]: boolean;
                            };
                            /** @description A TC string of the IAB */
                            tcf?: string;
                            us_privacy?: string;
                        };
                        page?: {
                            referrer?: string;
                            url?: string;
                        };
                        pixel: {
                            /** @description The code of a source */
                            code: string;
                        };
                        test_event_code?: string;
                        user?: {
                            anonymous_id?: string | string[];
                            /** @description Two letters */
                            country?: string;
                            device?: string;
                            /** @description In clear or as SHA-256; kept as SHA-256 only */
                            email?: string | string[];
                            external_id?: string | string[];
                            gaid?: string | string[];
                            idfa?: string | string[];
                            idfv?: string | string[];
                            locale?: string;
                            /** @description With + and country, in clear or as SHA-256; kept as SHA-256 only */
                            phone?: string | string[];
                            /** @description The click id */
                            ttclid?: string;
                            /** @description The pixel's cookie */
                            ttp?: string;
                            user_agent?: string;
                        };
                        userAgent?: string;
                    };
                    event: string;
                    event_id?: string;
                    message_id?: string;
                    properties?: {
                        content_ids?: string | string[];
                        /** @description The first 500 are kept */
                        contents?: ({
                            content_category?: string;
                            content_id?: string;
                            content_name?: string;
                            content_type?: string;
                            price?: number | string;
                            quantity?: number | string;
                        } & {
                            [key: string]: components["schemas"]["JsonValue"];
                        })[];
                        /** @description ISO 4217 */
                        currency?: string;
                        num_items?: number | string;
                        order_id?: string;
                        search_string?: string;
                        value?: number | string;
                    } & {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                    /** @description Unix seconds, or ISO 8601. Default: now */
                    timestamp?: number | string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRootHealthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        checks: {
                            detail?: string;
                            name: string;
                            ok: boolean;
                        }[];
                        /** @enum {string} */
                        status: "ok" | "failing";
                    };
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        checks: {
                            detail?: string;
                            name: string;
                            ok: boolean;
                        }[];
                        /** @enum {string} */
                        status: "ok" | "failing";
                    };
                };
            };
        };
    };
    getRootI18nPixelEventsJs: {
        parameters: {
            query: {
                lib?: string;
                /** @description The code of a source */
                sdkid: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A script */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/javascript": string;
                };
            };
            /** @description The browser has it */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The code is not known: a script that does nothing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/javascript": string;
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRootMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In the text format */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    postRootOpenApiV13AppBatchSlash: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "tiktok_app_id": "shop",
                 *       "batch": [
                 *         {
                 *           "event": "Purchase",
                 *           "event_id": "order-tiktok_app_id-batch",
                 *           "context": {
                 *             "user": {
                 *               "email": "ada@example.com",
                 *               "ttp": "cookie-1"
                 *             },
                 *             "page": {
                 *               "url": "https://shop.example/"
                 *             }
                 *           },
                 *           "properties": {
                 *             "value": 35,
                 *             "currency": "EUR"
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    batch: {
                        /** @description What is in no such form counts as refused */
                        consent?: {
                            /** @enum {string} */
                            ad_personalization?: "granted" | "denied";
                            /**
                             * @description Google's consent mode
                             * @enum {string}
                             */
                            ad_storage?: "granted" | "denied";
                            /** @enum {string} */
                            ad_user_data?: "granted" | "denied";
                            /** @enum {string} */
                            analytics_storage?: "granted" | "denied";
                            /** @description Global Privacy Control */
                            gpc?: boolean;
                            /** @description A GPP string of the IAB */
                            gpp?: string;
                            /** @description By purpose */
                            purposes?: {
                                [key: string]: boolean;
                            };
                            /** @description A TC string of the IAB */
                            tcf?: string;
                            us_privacy?: string;
                        };
                        context?: {
                            ad?: {
                                /** @description The ad group */
                                ad_id?: string;
                                /** @description The click id */
                                callback?: string;
                                campaign_id?: string;
                                /** @description The ad */
                                creative_id?: string;
                            };
                            /** @description What is in no such form counts as refused */
                            consent?: {
                                /** @enum {string} */
                                ad_personalization?: "granted" | "denied";
                                /**
                                 * @description Google's consent mode
                                 * @enum {string}
                                 */
                                ad_storage?: "granted" | "denied";
                                /** @enum {string} */
                                ad_user_data?: "granted" | "denied";
                                /** @enum {string} */
                                analytics_storage?: "granted" | "denied";
                                /** @description Global Privacy Control */
                                gpc?: boolean;
                                /** @description A GPP string of the IAB */
                                gpp?: string;
                                /** @description By purpose */
                                purposes?: {
                                    [key: string]: boolean;
                                };
                                /** @description A TC string of the IAB */
                                tcf?: string;
                                us_privacy?: string;
                            };
                            device?: {
                                gaid?: string;
                                idfa?: string;
                            };
                            locale?: string;
                            page?: {
                                referrer?: string;
                                url?: string;
                            };
                            user?: {
                                anonymous_id?: string | string[];
                                /** @description Two letters */
                                country?: string;
                                device?: string;
                                /** @description In clear or as SHA-256; kept as SHA-256 only */
                                email?: string | string[];
                                external_id?: string | string[];
                                gaid?: string | string[];
                                idfa?: string | string[];
                                idfv?: string | string[];
                                locale?: string;
                                /** @description With + and country, in clear or as SHA-256; kept as SHA-256 only */
                                phone?: string | string[];
                                /** @description The click id */
                                ttclid?: string;
                                /** @description The pixel's cookie */
                                ttp?: string;
                                user_agent?: string;
                            };
                            user_agent?: string;
                        };
                        event: string;
                        event_id?: string;
                        limited_data_use?: boolean;
                        properties?: {
                            content_ids?: string | string[];
                            /** @description The first 500 are kept */
                            contents?: ({
                                content_category?: string;
                                content_id?: string;
                                content_name?: string;
                                content_type?: string;
                                price?: number | string;
                                quantity?: number | string;
                            } & {
                                [key: string]: components["schemas"]["JsonValue"];
                            })[];
                            /** @description ISO 4217 */
                            currency?: string;
                            num_items?: number | string;
                            order_id?: string;
                            search_string?: string;
                            value?: number | string;
                        } & {
                            [key: string]: components["schemas"]["JsonValue"];
                        };
                        /** @description Unix seconds, or ISO 8601. Default: now */
                        timestamp?: number | string;
                    }[];
                    /** @description What is in no such form counts as refused */
                    consent?: {
                        /** @enum {string} */
                        ad_personalization?: "granted" | "denied";
                        /**
                         * @description Google's consent mode
                         * @enum {string}
                         */
                        ad_storage?: "granted" | "denied";
                        /** @enum {string} */
                        ad_user_data?: "granted" | "denied";
                        /** @enum {string} */
                        analytics_storage?: "granted" | "denied";
                        /** @description Global Privacy Control */
                        gpc?: boolean;
                        /** @description A GPP string of the IAB */
                        gpp?: string;
                        /** @description By purpose */
                        purposes?: {
                            [key: string]: boolean;
                        };
                        /** @description A TC string of the IAB */
                        tcf?: string;
                        us_privacy?: string;
                    };
                    limited_data_use?: boolean;
                    /** @description Unix seconds, or ISO 8601. Default: now */
                    sent_at?: number | string;
                    test_event_code?: string;
                    /** @description The code of a source */
                    tiktok_app_id: string;
                };
            };
        };
        responses: {
            /** @description The outcome is `code`: a request is taken as a whole (0) or not at all */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description 0 ok, 40001 unknown source or no permission, 40002 bad parameter, 40100 come later, 40105 bad token */
                        code: number;
                        data: Record<string, never>;
                        /** @description OK, or what is wrong and where */
                        message: string;
                        request_id: string;
                    };
                };
            };
            /** @description Send it again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description 0 ok, 40001 unknown source or no permission, 40002 bad parameter, 40100 come later, 40105 bad token */
                        code: number;
                        data: Record<string, never>;
                        /** @description OK, or what is wrong and where */
                        message: string;
                        request_id: string;
                    };
                };
            };
        };
    };
    postRootOpenApiV13AppTrackSlash: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "tiktok_app_id": "shop",
                 *       "event": "Purchase",
                 *       "event_id": "order-tiktok_app_id",
                 *       "context": {
                 *         "user": {
                 *           "email": "ada@example.com",
                 *           "ttp": "cookie-1"
                 *         },
                 *         "page": {
                 *           "url": "https://shop.example/"
                 *         }
                 *       },
                 *       "properties": {
                 *         "value": 35,
                 *         "currency": "EUR"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description What is in no such form counts as refused */
                    consent?: {
                        /** @enum {string} */
                        ad_personalization?: "granted" | "denied";
                        /**
                         * @description Google's consent mode
                         * @enum {string}
                         */
                        ad_storage?: "granted" | "denied";
                        /** @enum {string} */
                        ad_user_data?: "granted" | "denied";
                        /** @enum {string} */
                        analytics_storage?: "granted" | "denied";
                        /** @description Global Privacy Control */
                        gpc?: boolean;
                        /** @description A GPP string of the IAB */
                        gpp?: string;
                        /** @description By purpose */
                        purposes?: {
                            [key: string]: boolean;
                        };
                        /** @description A TC string of the IAB */
                        tcf?: string;
                        us_privacy?: string;
                    };
                    context?: {
                        ad?: {
                            /** @description The ad group */
                            ad_id?: string;
                            /** @description The click id */
                            callback?: string;
                            campaign_id?: string;
                            /** @description The ad */
                            creative_id?: string;
                        };
                        /** @description What is in no such form counts as refused */
                        consent?: {
                            /** @enum {string} */
                            ad_personalization?: "granted" | "denied";
                            /**
                             * @description Google's consent mode
                             * @enum {string}
                             */
                            ad_storage?: "granted" | "denied";
                            /** @enum {string} */
                            ad_user_data?: "granted" | "denied";
                            /** @enum {string} */
                            analytics_storage?: "granted" | "denied";
                            /** @description Global Privacy Control */
                            gpc?: boolean;
                            /** @description A GPP string of the IAB */
                            gpp?: string;
                            /** @description By purpose */
                            purposes?: {
                                [key: string]: boolean;
                            };
                            /** @description A TC string of the IAB */
                            tcf?: string;
                            us_privacy?: string;
                        };
                        device?: {
                            gaid?: string;
                            idfa?: string;
                        };
                        locale?: string;
                        page?: {
                            referrer?: string;
                            url?: string;
                        };
                        user?: {
                            anonymous_id?: string | string[];
                            /** @description Two letters */
                            country?: string;
                            device?: string;
                            /** @description In clear or as SHA-256; kept as SHA-256 only */
                            email?: string | string[];
                            external_id?: string | string[];
                            gaid?: string | string[];
                            idfa?: string | string[];
                            idfv?: string | string[];
                            locale?: string;
                            /** @description With + and country, in clear or as SHA-256; kept as SHA-256 only */
                            phone?: string | string[];
                            /** @description The click id */
                            ttclid?: string;
                            /** @description The pixel's cookie */
                            ttp?: string;
                            user_agent?: string;
                        };
                        user_agent?: string;
                    };
                    event: string;
                    event_id?: string;
                    limited_data_use?: boolean;
                    properties?: {
                        content_ids?: string | string[];
                        /** @description The first 500 are kept */
                        contents?: ({
                            content_category?: string;
                            content_id?: string;
                            content_name?: string;
                            content_type?: string;
                            price?: number | string;
                            quantity?: number | string;
                        } & {
                            [key: string]: components["schemas"]["JsonValue"];
                        })[];
                        /** @description ISO 4217 */
                        currency?: string;
                        num_items?: number | string;
                        order_id?: string;
                        search_string?: string;
                        value?: number | string;
                    } & {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                    /** @description Unix seconds, or ISO 8601. Default: now */
                    sent_at?: number | string;
                    test_event_code?: string;
                    /** @description The code of a source */
                    tiktok_app_id: string;
                    /** @description Unix seconds, or ISO 8601. Default: now */
                    timestamp?: number | string;
                };
            };
        };
        responses: {
            /** @description The outcome is `code`: a request is taken as a whole (0) or not at all */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description 0 ok, 40001 unknown source or no permission, 40002 bad parameter, 40100 come later, 40105 bad token */
                        code: number;
                        data: Record<string, never>;
                        /** @description OK, or what is wrong and where */
                        message: string;
                        request_id: string;
                    };
                };
            };
            /** @description Send it again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description 0 ok, 40001 unknown source or no permission, 40002 bad parameter, 40100 come later, 40105 bad token */
                        code: number;
                        data: Record<string, never>;
                        /** @description OK, or what is wrong and where */
                        message: string;
                        request_id: string;
                    };
                };
            };
        };
    };
    postRootOpenApiV13EventTrackSlash: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "event_source": "web",
                 *       "event_source_id": "shop",
                 *       "data": [
                 *         {
                 *           "event": "Purchase",
                 *           "event_id": "order-2",
                 *           "user": {
                 *             "email": "ada@example.com",
                 *             "ttp": "cookie-1"
                 *           },
                 *           "properties": {
                 *             "value": 35,
                 *             "currency": "EUR"
                 *           },
                 *           "page": {
                 *             "url": "https://shop.example/"
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description What is in no such form counts as refused */
                    consent?: {
                        /** @enum {string} */
                        ad_personalization?: "granted" | "denied";
                        /**
                         * @description Google's consent mode
                         * @enum {string}
                         */
                        ad_storage?: "granted" | "denied";
                        /** @enum {string} */
                        ad_user_data?: "granted" | "denied";
                        /** @enum {string} */
                        analytics_storage?: "granted" | "denied";
                        /** @description Global Privacy Control */
                        gpc?: boolean;
                        /** @description A GPP string of the IAB */
                        gpp?: string;
                        /** @description By purpose */
                        purposes?: {
                            [key: string]: boolean;
                        };
                        /** @description A TC string of the IAB */
                        tcf?: string;
                        us_privacy?: string;
                    };
                    data: {
                        ad?: {
                            /** @description The ad group */
                            ad_id?: string;
                            /** @description The click id */
                            callback?: string;
                            campaign_id?: string;
                            /** @description The ad */
                            creative_id?: string;
                        };
                        /** @description What is in no such form counts as refused */
                        consent?: {
                            /** @enum {string} */
                            ad_personalization?: "granted" | "denied";
                            /**
                             * @description Google's consent mode
                             * @enum {string}
                             */
                            ad_storage?: "granted" | "denied";
                            /** @enum {string} */
                            ad_user_data?: "granted" | "denied";
                            /** @enum {string} */
                            analytics_storage?: "granted" | "denied";
                            /** @description Global Privacy Control */
                            gpc?: boolean;
                            /** @description A GPP string of the IAB */
                            gpp?: string;
                            /** @description By purpose */
                            purposes?: {
                                [key: string]: boolean;
                            };
                            /** @description A TC string of the IAB */
                            tcf?: string;
                            us_privacy?: string;
                        };
                        event: string;
                        event_id?: string;
                        /** @description Unix seconds, or ISO 8601. Default: now */
                        event_time?: number | string;
                        limited_data_use?: boolean;
                        page?: {
                            referrer?: string;
                            url?: string;
                        };
                        properties?: {
                            content_ids?: string | string[];
                            /** @description The first 500 are kept */
                            contents?: ({
                                content_category?: string;
                                content_id?: string;
                                content_name?: string;
                                content_type?: string;
                                price?: number | string;
                                quantity?: number | string;
                            } & {
                                [key: string]: components["schemas"]["JsonValue"];
                            })[];
                            /** @description ISO 4217 */
                            currency?: string;
                            num_items?: number | string;
                            order_id?: string;
                            search_string?: string;
                            value?: number | string;
                        } & {
                            [key: string]: components["schemas"]["JsonValue"];
                        };
                        user?: {
                            anonymous_id?: string | string[];
                            /** @description Two letters */
                            country?: string;
                            device?: string;
                            /** @description In clear or as SHA-256; kept as SHA-256 only */
                            email?: string | string[];
                            external_id?: string | string[];
                            gaid?: string | string[];
                            idfa?: string | string[];
                            idfv?: string | string[];
                            locale?: string;
                            /** @description With + and country, in clear or as SHA-256; kept as SHA-256 only */
                            phone?: string | string[];
                            /** @description The click id */
                            ttclid?: string;
                            /** @description The pixel's cookie */
                            ttp?: string;
                            user_agent?: string;
                        };
                    }[];
                    /** @enum {string} */
                    event_source: "web" | "app" | "offline" | "crm";
                    /** @description The code of a source */
                    event_source_id: string;
                    limited_data_use?: boolean;
                    /** @description Unix seconds, or ISO 8601. Default: now */
                    sent_at?: number | string;
                    test_event_code?: string;
                };
            };
        };
        responses: {
            /** @description The outcome is `code`: a request is taken as a whole (0) or not at all */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description 0 ok, 40001 unknown source or no permission, 40002 bad parameter, 40100 come later, 40105 bad token */
                        code: number;
                        data: Record<string, never>;
                        /** @description OK, or what is wrong and where */
                        message: string;
                        request_id: string;
                    };
                };
            };
            /** @description Send it again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description 0 ok, 40001 unknown source or no permission, 40002 bad parameter, 40100 come later, 40105 bad token */
                        code: number;
                        data: Record<string, never>;
                        /** @description OK, or what is wrong and where */
                        message: string;
                        request_id: string;
                    };
                };
            };
        };
    };
    postRootOpenApiV13OfflineBatchSlash: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "event_set_id": "shop",
                 *       "batch": [
                 *         {
                 *           "event": "Purchase",
                 *           "event_id": "order-event_set_id-batch",
                 *           "context": {
                 *             "user": {
                 *               "email": "ada@example.com",
                 *               "ttp": "cookie-1"
                 *             },
                 *             "page": {
                 *               "url": "https://shop.example/"
                 *             }
                 *           },
                 *           "properties": {
                 *             "value": 35,
                 *             "currency": "EUR"
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    batch: {
                        /** @description What is in no such form counts as refused */
                        consent?: {
                            /** @enum {string} */
                            ad_personalization?: "granted" | "denied";
                            /**
                             * @description Google's consent mode
                             * @enum {string}
                             */
                            ad_storage?: "granted" | "denied";
                            /** @enum {string} */
                            ad_user_data?: "granted" | "denied";
                            /** @enum {string} */
                            analytics_storage?: "granted" | "denied";
                            /** @description Global Privacy Control */
                            gpc?: boolean;
                            /** @description A GPP string of the IAB */
                            gpp?: string;
                            /** @description By purpose */
                            purposes?: {
                                [key: string]: boolean;
                            };
                            /** @description A TC string of the IAB */
                            tcf?: string;
                            us_privacy?: string;
                        };
                        context?: {
                            ad?: {
                                /** @description The ad group */
                                ad_id?: string;
                                /** @description The click id */
                                callback?: string;
                                campaign_id?: string;
                                /** @description The ad */
                                creative_id?: string;
                            };
                            /** @description What is in no such form counts as refused */
                            consent?: {
                                /** @enum {string} */
                                ad_personalization?: "granted" | "denied";
                                /**
                                 * @description Google's consent mode
                                 * @enum {string}
                                 */
                                ad_storage?: "granted" | "denied";
                                /** @enum {string} */
                                ad_user_data?: "granted" | "denied";
                                /** @enum {string} */
                                analytics_storage?: "granted" | "denied";
                                /** @description Global Privacy Control */
                                gpc?: boolean;
                                /** @description A GPP string of the IAB */
                                gpp?: string;
                                /** @description By purpose */
                                purposes?: {
                                    [key: string]: boolean;
                                };
                                /** @description A TC string of the IAB */
                                tcf?: string;
                                us_privacy?: string;
                            };
                            device?: {
                                gaid?: string;
                                idfa?: string;
                            };
                            locale?: string;
                            page?: {
                                referrer?: string;
                                url?: string;
                            };
                            user?: {
                                anonymous_id?: string | string[];
                                /** @description Two letters */
                                country?: string;
                                device?: string;
                                /** @description In clear or as SHA-256; kept as SHA-256 only */
                                email?: string | string[];
                                external_id?: string | string[];
                                gaid?: string | string[];
                                idfa?: string | string[];
                                idfv?: string | string[];
                                locale?: string;
                                /** @description With + and country, in clear or as SHA-256; kept as SHA-256 only */
                                phone?: string | string[];
                                /** @description The click id */
                                ttclid?: string;
                                /** @description The pixel's cookie */
                                ttp?: string;
                                user_agent?: string;
                            };
                            user_agent?: string;
                        };
                        event: string;
                        event_id?: string;
                        limited_data_use?: boolean;
                        properties?: {
                            content_ids?: string | string[];
                            /** @description The first 500 are kept */
                            contents?: ({
                                content_category?: string;
                                content_id?: string;
                                content_name?: string;
                                content_type?: string;
                                price?: number | string;
                                quantity?: number | string;
                            } & {
                                [key: string]: components["schemas"]["JsonValue"];
                            })[];
                            /** @description ISO 4217 */
                            currency?: string;
                            num_items?: number | string;
                            order_id?: string;
                            search_string?: string;
                            value?: number | string;
                        } & {
                            [key: string]: components["schemas"]["JsonValue"];
                        };
                        /** @description Unix seconds, or ISO 8601. Default: now */
                        timestamp?: number | string;
                    }[];
                    /** @description What is in no such form counts as refused */
                    consent?: {
                        /** @enum {string} */
                        ad_personalization?: "granted" | "denied";
                        /**
                         * @description Google's consent mode
                         * @enum {string}
                         */
                        ad_storage?: "granted" | "denied";
                        /** @enum {string} */
                        ad_user_data?: "granted" | "denied";
                        /** @enum {string} */
                        analytics_storage?: "granted" | "denied";
                        /** @description Global Privacy Control */
                        gpc?: boolean;
                        /** @description A GPP string of the IAB */
                        gpp?: string;
                        /** @description By purpose */
                        purposes?: {
                            [key: string]: boolean;
                        };
                        /** @description A TC string of the IAB */
                        tcf?: string;
                        us_privacy?: string;
                    };
                    /** @description The code of a source */
                    event_set_id: string;
                    limited_data_use?: boolean;
                    /** @description Unix seconds, or ISO 8601. Default: now */
                    sent_at?: number | string;
                    test_event_code?: string;
                };
            };
        };
        responses: {
            /** @description The outcome is `code`: a request is taken as a whole (0) or not at all */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description 0 ok, 40001 unknown source or no permission, 40002 bad parameter, 40100 come later, 40105 bad token */
                        code: number;
                        data: Record<string, never>;
                        /** @description OK, or what is wrong and where */
                        message: string;
                        request_id: string;
                    };
                };
            };
            /** @description Send it again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description 0 ok, 40001 unknown source or no permission, 40002 bad parameter, 40100 come later, 40105 bad token */
                        code: number;
                        data: Record<string, never>;
                        /** @description OK, or what is wrong and where */
                        message: string;
                        request_id: string;
                    };
                };
            };
        };
    };
    postRootOpenApiV13OfflineTrackSlash: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "event_set_id": "shop",
                 *       "event": "Purchase",
                 *       "event_id": "order-event_set_id",
                 *       "context": {
                 *         "user": {
                 *           "email": "ada@example.com",
                 *           "ttp": "cookie-1"
                 *         },
                 *         "page": {
                 *           "url": "https://shop.example/"
                 *         }
                 *       },
                 *       "properties": {
                 *         "value": 35,
                 *         "currency": "EUR"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description What is in no such form counts as refused */
                    consent?: {
                        /** @enum {string} */
                        ad_personalization?: "granted" | "denied";
                        /**
                         * @description Google's consent mode
                         * @enum {string}
                         */
                        ad_storage?: "granted" | "denied";
                        /** @enum {string} */
                        ad_user_data?: "granted" | "denied";
                        /** @enum {string} */
                        analytics_storage?: "granted" | "denied";
                        /** @description Global Privacy Control */
                        gpc?: boolean;
                        /** @description A GPP string of the IAB */
                        gpp?: string;
                        /** @description By purpose */
                        purposes?: {
                            [key: string]: boolean;
                        };
                        /** @description A TC string of the IAB */
                        tcf?: string;
                        us_privacy?: string;
                    };
                    context?: {
                        ad?: {
                            /** @description The ad group */
                            ad_id?: string;
                            /** @description The click id */
                            callback?: string;
                            campaign_id?: string;
                            /** @description The ad */
                            creative_id?: string;
                        };
                        /** @description What is in no such form counts as refused */
                        consent?: {
                            /** @enum {string} */
                            ad_personalization?: "granted" | "denied";
                            /**
                             * @description Google's consent mode
                             * @enum {string}
                             */
                            ad_storage?: "granted" | "denied";
                            /** @enum {string} */
                            ad_user_data?: "granted" | "denied";
                            /** @enum {string} */
                            analytics_storage?: "granted" | "denied";
                            /** @description Global Privacy Control */
                            gpc?: boolean;
                            /** @description A GPP string of the IAB */
                            gpp?: string;
                            /** @description By purpose */
                            purposes?: {
                                [key: string]: boolean;
                            };
                            /** @description A TC string of the IAB */
                            tcf?: string;
                            us_privacy?: string;
                        };
                        device?: {
                            gaid?: string;
                            idfa?: string;
                        };
                        locale?: string;
                        page?: {
                            referrer?: string;
                            url?: string;
                        };
                        user?: {
                            anonymous_id?: string | string[];
                            /** @description Two letters */
                            country?: string;
                            device?: string;
                            /** @description In clear or as SHA-256; kept as SHA-256 only */
                            email?: string | string[];
                            external_id?: string | string[];
                            gaid?: string | string[];
                            idfa?: string | string[];
                            idfv?: string | string[];
                            locale?: string;
                            /** @description With + and country, in clear or as SHA-256; kept as SHA-256 only */
                            phone?: string | string[];
                            /** @description The click id */
                            ttclid?: string;
                            /** @description The pixel's cookie */
                            ttp?: string;
                            user_agent?: string;
                        };
                        user_agent?: string;
                    };
                    event: string;
                    event_id?: string;
                    /** @description The code of a source */
                    event_set_id: string;
                    limited_data_use?: boolean;
                    properties?: {
                        content_ids?: string | string[];
                        /** @description The first 500 are kept */
                        contents?: ({
                            content_category?: string;
                            content_id?: string;
                            content_name?: string;
                            content_type?: string;
                            price?: number | string;
                            quantity?: number | string;
                        } & {
                            [key: string]: components["schemas"]["JsonValue"];
                        })[];
                        /** @description ISO 4217 */
                        currency?: string;
                        num_items?: number | string;
                        order_id?: string;
                        search_string?: string;
                        value?: number | string;
                    } & {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                    /** @description Unix seconds, or ISO 8601. Default: now */
                    sent_at?: number | string;
                    test_event_code?: string;
                    /** @description Unix seconds, or ISO 8601. Default: now */
                    timestamp?: number | string;
                };
            };
        };
        responses: {
            /** @description The outcome is `code`: a request is taken as a whole (0) or not at all */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description 0 ok, 40001 unknown source or no permission, 40002 bad parameter, 40100 come later, 40105 bad token */
                        code: number;
                        data: Record<string, never>;
                        /** @description OK, or what is wrong and where */
                        message: string;
                        request_id: string;
                    };
                };
            };
            /** @description Send it again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description 0 ok, 40001 unknown source or no permission, 40002 bad parameter, 40100 come later, 40105 bad token */
                        code: number;
                        data: Record<string, never>;
                        /** @description OK, or what is wrong and where */
                        message: string;
                        request_id: string;
                    };
                };
            };
        };
    };
    postRootOpenApiV13PixelBatchSlash: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "pixel_code": "shop",
                 *       "batch": [
                 *         {
                 *           "event": "Purchase",
                 *           "event_id": "order-pixel_code-batch",
                 *           "context": {
                 *             "user": {
                 *               "email": "ada@example.com",
                 *               "ttp": "cookie-1"
                 *             },
                 *             "page": {
                 *               "url": "https://shop.example/"
                 *             }
                 *           },
                 *           "properties": {
                 *             "value": 35,
                 *             "currency": "EUR"
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    batch: {
                        /** @description What is in no such form counts as refused */
                        consent?: {
                            /** @enum {string} */
                            ad_personalization?: "granted" | "denied";
                            /**
                             * @description Google's consent mode
                             * @enum {string}
                             */
                            ad_storage?: "granted" | "denied";
                            /** @enum {string} */
                            ad_user_data?: "granted" | "denied";
                            /** @enum {string} */
                            analytics_storage?: "granted" | "denied";
                            /** @description Global Privacy Control */
                            gpc?: boolean;
                            /** @description A GPP string of the IAB */
                            gpp?: string;
                            /** @description By purpose */
                            purposes?: {
                                [key: string]: boolean;
                            };
                            /** @description A TC string of the IAB */
                            tcf?: string;
                            us_privacy?: string;
                        };
                        context?: {
                            ad?: {
                                /** @description The ad group */
                                ad_id?: string;
                                /** @description The click id */
                                callback?: string;
                                campaign_id?: string;
                                /** @description The ad */
                                creative_id?: string;
                            };
                            /** @description What is in no such form counts as refused */
                            consent?: {
                                /** @enum {string} */
                                ad_personalization?: "granted" | "denied";
                                /**
                                 * @description Google's consent mode
                                 * @enum {string}
                                 */
                                ad_storage?: "granted" | "denied";
                                /** @enum {string} */
                                ad_user_data?: "granted" | "denied";
                                /** @enum {string} */
                                analytics_storage?: "granted" | "denied";
                                /** @description Global Privacy Control */
                                gpc?: boolean;
                                /** @description A GPP string of the IAB */
                                gpp?: string;
                                /** @description By purpose */
                                purposes?: {
                                    [key: string]: boolean;
                                };
                                /** @description A TC string of the IAB */
                                tcf?: string;
                                us_privacy?: string;
                            };
                            device?: {
                                gaid?: string;
                                idfa?: string;
                            };
                            locale?: string;
                            page?: {
                                referrer?: string;
                                url?: string;
                            };
                            user?: {
                                anonymous_id?: string | string[];
                                /** @description Two letters */
                                country?: string;
                                device?: string;
                                /** @description In clear or as SHA-256; kept as SHA-256 only */
                                email?: string | string[];
                                external_id?: string | string[];
                                gaid?: string | string[];
                                idfa?: string | string[];
                                idfv?: string | string[];
                                locale?: string;
                                /** @description With + and country, in clear or as SHA-256; kept as SHA-256 only */
                                phone?: string | string[];
                                /** @description The click id */
                                ttclid?: string;
                                /** @description The pixel's cookie */
                                ttp?: string;
                                user_agent?: string;
                            };
                            user_agent?: string;
                        };
                        event: string;
                        event_id?: string;
                        limited_data_use?: boolean;
                        properties?: {
                            content_ids?: string | string[];
                            /** @description The first 500 are kept */
                            contents?: ({
                                content_category?: string;
                                content_id?: string;
                                content_name?: string;
                                content_type?: string;
                                price?: number | string;
                                quantity?: number | string;
                            } & {
                                [key: string]: components["schemas"]["JsonValue"];
                            })[];
                            /** @description ISO 4217 */
                            currency?: string;
                            num_items?: number | string;
                            order_id?: string;
                            search_string?: string;
                            value?: number | string;
                        } & {
                            [key: string]: components["schemas"]["JsonValue"];
                        };
                        /** @description Unix seconds, or ISO 8601. Default: now */
                        timestamp?: number | string;
                    }[];
                    /** @description What is in no such form counts as refused */
                    consent?: {
                        /** @enum {string} */
                        ad_personalization?: "granted" | "denied";
                        /**
                         * @description Google's consent mode
                         * @enum {string}
                         */
                        ad_storage?: "granted" | "denied";
                        /** @enum {string} */
                        ad_user_data?: "granted" | "denied";
                        /** @enum {string} */
                        analytics_storage?: "granted" | "denied";
                        /** @description Global Privacy Control */
                        gpc?: boolean;
                        /** @description A GPP string of the IAB */
                        gpp?: string;
                        /** @description By purpose */
                        purposes?: {
                            [key: string]: boolean;
                        };
                        /** @description A TC string of the IAB */
                        tcf?: string;
                        us_privacy?: string;
                    };
                    limited_data_use?: boolean;
                    /** @description The code of a source */
                    pixel_code: string;
                    /** @description Unix seconds, or ISO 8601. Default: now */
                    sent_at?: number | string;
                    test_event_code?: string;
                };
            };
        };
        responses: {
            /** @description The outcome is `code`: a request is taken as a whole (0) or not at all */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description 0 ok, 40001 unknown source or no permission, 40002 bad parameter, 40100 come later, 40105 bad token */
                        code: number;
                        data: Record<string, never>;
                        /** @description OK, or what is wrong and where */
                        message: string;
                        request_id: string;
                    };
                };
            };
            /** @description Send it again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description 0 ok, 40001 unknown source or no permission, 40002 bad parameter, 40100 come later, 40105 bad token */
                        code: number;
                        data: Record<string, never>;
                        /** @description OK, or what is wrong and where */
                        message: string;
                        request_id: string;
                    };
                };
            };
        };
    };
    postRootOpenApiV13PixelTrackSlash: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "pixel_code": "shop",
                 *       "event": "Purchase",
                 *       "event_id": "order-pixel_code",
                 *       "context": {
                 *         "user": {
                 *           "email": "ada@example.com",
                 *           "ttp": "cookie-1"
                 *         },
                 *         "page": {
                 *           "url": "https://shop.example/"
                 *         }
                 *       },
                 *       "properties": {
                 *         "value": 35,
                 *         "currency": "EUR"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description What is in no such form counts as refused */
                    consent?: {
                        /** @enum {string} */
                        ad_personalization?: "granted" | "denied";
                        /**
                         * @description Google's consent mode
                         * @enum {string}
                         */
                        ad_storage?: "granted" | "denied";
                        /** @enum {string} */
                        ad_user_data?: "granted" | "denied";
                        /** @enum {string} */
                        analytics_storage?: "granted" | "denied";
                        /** @description Global Privacy Control */
                        gpc?: boolean;
                        /** @description A GPP string of the IAB */
                        gpp?: string;
                        /** @description By purpose */
                        purposes?: {
                            [key: string]: boolean;
                        };
                        /** @description A TC string of the IAB */
                        tcf?: string;
                        us_privacy?: string;
                    };
                    context?: {
                        ad?: {
                            /** @description The ad group */
                            ad_id?: string;
                            /** @description The click id */
                            callback?: string;
                            campaign_id?: string;
                            /** @description The ad */
                            creative_id?: string;
                        };
                        /** @description What is in no such form counts as refused */
                        consent?: {
                            /** @enum {string} */
                            ad_personalization?: "granted" | "denied";
                            /**
                             * @description Google's consent mode
                             * @enum {string}
                             */
                            ad_storage?: "granted" | "denied";
                            /** @enum {string} */
                            ad_user_data?: "granted" | "denied";
                            /** @enum {string} */
                            analytics_storage?: "granted" | "denied";
                            /** @description Global Privacy Control */
                            gpc?: boolean;
                            /** @description A GPP string of the IAB */
                            gpp?: string;
                            /** @description By purpose */
                            purposes?: {
                                [key: string]: boolean;
                            };
                            /** @description A TC string of the IAB */
                            tcf?: string;
                            us_privacy?: string;
                        };
                        device?: {
                            gaid?: string;
                            idfa?: string;
                        };
                        locale?: string;
                        page?: {
                            referrer?: string;
                            url?: string;
                        };
                        user?: {
                            anonymous_id?: string | string[];
                            /** @description Two letters */
                            country?: string;
                            device?: string;
                            /** @description In clear or as SHA-256; kept as SHA-256 only */
                            email?: string | string[];
                            external_id?: string | string[];
                            gaid?: string | string[];
                            idfa?: string | string[];
                            idfv?: string | string[];
                            locale?: string;
                            /** @description With + and country, in clear or as SHA-256; kept as SHA-256 only */
                            phone?: string | string[];
                            /** @description The click id */
                            ttclid?: string;
                            /** @description The pixel's cookie */
                            ttp?: string;
                            user_agent?: string;
                        };
                        user_agent?: string;
                    };
                    event: string;
                    event_id?: string;
                    limited_data_use?: boolean;
                    /** @description The code of a source */
                    pixel_code: string;
                    properties?: {
                        content_ids?: string | string[];
                        /** @description The first 500 are kept */
                        contents?: ({
                            content_category?: string;
                            content_id?: string;
                            content_name?: string;
                            content_type?: string;
                            price?: number | string;
                            quantity?: number | string;
                        } & {
                            [key: string]: components["schemas"]["JsonValue"];
                        })[];
                        /** @description ISO 4217 */
                        currency?: string;
                        num_items?: number | string;
                        order_id?: string;
                        search_string?: string;
                        value?: number | string;
                    } & {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                    /** @description Unix seconds, or ISO 8601. Default: now */
                    sent_at?: number | string;
                    test_event_code?: string;
                    /** @description Unix seconds, or ISO 8601. Default: now */
                    timestamp?: number | string;
                };
            };
        };
        responses: {
            /** @description The outcome is `code`: a request is taken as a whole (0) or not at all */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description 0 ok, 40001 unknown source or no permission, 40002 bad parameter, 40100 come later, 40105 bad token */
                        code: number;
                        data: Record<string, never>;
                        /** @description OK, or what is wrong and where */
                        message: string;
                        request_id: string;
                    };
                };
            };
            /** @description Send it again */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description 0 ok, 40001 unknown source or no permission, 40002 bad parameter, 40100 come later, 40105 bad token */
                        code: number;
                        data: Record<string, never>;
                        /** @description OK, or what is wrong and where */
                        message: string;
                        request_id: string;
                    };
                };
            };
        };
    };
    getRootReadyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        checks: {
                            detail?: string;
                            name: string;
                            ok: boolean;
                        }[];
                        /** @enum {string} */
                        status: "ok" | "failing";
                    };
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        checks: {
                            detail?: string;
                            name: string;
                            ok: boolean;
                        }[];
                        /** @enum {string} */
                        status: "ok" | "failing";
                    };
                };
            };
        };
    };
    postAdminAudit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "people": 100
                 *     }
                 */
                "application/json": {
                    /** @default 200 */
                    people?: number;
                } | null;
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Memberships compared: a person and a segment each */
                        checked: number;
                        mismatches: {
                            /**
                             * @description Who disagrees with the stream
                             * @enum {string}
                             */
                            against: "sql" | "bitmap";
                            at: string;
                            /** @description null where none is kept for this rule */
                            bitmap: boolean | null;
                            person: string;
                            segment: string;
                            sql: boolean;
                            /** @description The same as it is written, before timers that are due */
                            stored: boolean;
                            /** @description A member by their own state at that instant */
                            stream: boolean;
                            version: number;
                            /** @description What the full history says */
                            why?: {
                                conditions: {
                                    eids: string[];
                                    events: number;
                                    holds: boolean;
                                    /** @description Where in the rule, such as all.0.not */
                                    path: string;
                                    value?: number;
                                }[];
                                /** @description Purposes of the segment that are not granted */
                                denied: string[];
                                known: boolean;
                                member: boolean;
                            };
                        }[];
                        /** @description People about whom nothing could be concluded */
                        skipped: number;
                        skipped_because: {
                            changed: number;
                            definitions: number;
                            inexact: number;
                        };
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postAdminClock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "now": "2024-05-02T12:00:00Z"
                 *     }
                 */
                "application/json": {
                    /** @description ISO 8601, or Unix ms */
                    now: string | number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        now: string;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAuditTrail: {
        parameters: {
            query?: {
                /** @description The id of a key */
                actor?: string;
                /** @description Inclusive: an instant, or a date (its start in tz). Default: 30 days before `to`. */
                from?: string;
                limit?: number;
                /** @description The same for what was received until then: an instant, or Unix ms. */
                min_watermark?: string;
                /** @description The id of what was changed */
                target?: string;
                /** @description Exclusive: an instant, or a date (its start in tz). Default: the end of the present day. */
                to?: string;
                tz?: string;
                /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                wait?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changes: {
                            actor: {
                                key: string;
                                /** @description Null when the key is gone */
                                name: string | null;
                            };
                            at: string;
                            /** @description Under which the logs have the request */
                            request: string;
                            /** @description Method and path, as PUT /v1/segments/:id */
                            route: string;
                            /** @description Of the browser that it came from */
                            session?: string;
                            /** @description What was answered: 403 where the key was not allowed to */
                            status: number;
                            /** @description The id of what was changed; empty where it is a person, or nothing of its own */
                            target: string;
                        }[];
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        from: string;
                        to: string;
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCatalogue: {
        parameters: {
            query?: {
                days?: number;
                source?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        events: {
                            /** @description The standard event that this custom name is nearly */
                            did_you_mean?: string;
                            events: number;
                            first: string;
                            last: string;
                            name: string;
                            sources: string[];
                        }[];
                        properties: {
                            /** @description Names of up to 10 events that have it */
                            events: string[];
                            /** @description Up to 5 values, none of them personal */
                            examples: (string | number | boolean)[];
                            first: string;
                            last: string;
                            /** @description As in rules */
                            path: string;
                            /** @description Of the events that were looked at, those that have it */
                            share: number;
                            types: string[];
                        }[];
                        since: string;
                        traits: {
                            /** @description Names of up to 10 events that have it */
                            events: string[];
                            /** @description Up to 5 values, none of them personal */
                            examples: (string | number | boolean)[];
                            first: string;
                            last: string;
                            /** @description As in rules */
                            path: string;
                            /** @description Of the events that were looked at, those that have it */
                            share: number;
                            types: string[];
                        }[];
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConsentRecordsByRecord: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                record: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Since when it counts */
                        at: string;
                        channel: string;
                        /** @description The event that said it */
                        eid: string;
                        /** @description Whether its content was emptied because the person is gone */
                        emptied: boolean;
                        hash: string;
                        /** @description Whether the hash is that of the record; false where it was emptied */
                        intact: boolean;
                        /** @description Who said it, as of then */
                        person: string;
                        previous: string;
                        /** @description What was sent, as JSON text; empty where the basis of the source decided all */
                        proof: string;
                        received_at: string;
                        record: string;
                        said: {
                            [key: string]: {
                                /** @description The signal */
                                by: string;
                                granted: boolean;
                                keyless: boolean;
                            };
                        };
                        source: string;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConsentSummary: {
        parameters: {
            query?: {
                /** @description csv: as a table (text/csv). */
                format?: "json" | "csv";
                /** @description Inclusive: an instant, or a date (its start in tz). Default: 30 days before `to`. */
                from?: string;
                /** @description The same for what was received until then: an instant, or Unix ms. */
                min_watermark?: string;
                /** @description Whose members are looked at; the first 100 by id unless told. */
                segments?: string[];
                /** @description Only what these sources sent. */
                source?: string[];
                /** @description Which of the two tables a CSV file has. */
                table?: "said" | "lost";
                /** @description Exclusive: an instant, or a date (its start in tz). Default: the end of the present day. */
                to?: string;
                /** @description An IANA time zone, for days and for dates in from and to. */
                tz?: string;
                /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                wait?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description JSON, or CSV with format=csv */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        from: string;
                        said: {
                            day: string;
                            denied: number;
                            /** @description Events that granted the purpose by this signal */
                            granted: number;
                            /** @description Events that said nothing of the purpose, so that the basis of the source decided */
                            not_said: number;
                            /** @description Persons of these events; there are none of events that belong to nobody */
                            persons: number;
                            /** @enum {string} */
                            purpose: "storage" | "profiling" | "personalised_ads" | "measurement" | "modelling";
                            /**
                             * @description What decided; basis: nothing was said of the purpose
                             * @enum {string}
                             */
                            signal: "unknown" | "explicit" | "tcf" | "gpp" | "us_privacy" | "google_consent_mode" | "platform" | "gpc" | "limited_data_use" | "opt_out" | "unread" | "basis";
                            source: string;
                        }[];
                        /** @description Empty for keys that are limited to sources */
                        segments: {
                            lost: {
                                people: number;
                                /** @enum {string} */
                                signal: "unknown" | "explicit" | "tcf" | "gpp" | "us_privacy" | "google_consent_mode" | "platform" | "gpc" | "limited_data_use" | "opt_out" | "unread" | "basis";
                            }[];
                            /** @description null below the min_size of the segment */
                            members: number | null;
                            segment: string;
                        }[];
                        to: string;
                        tz: string;
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                    };
                    "text/csv": string;
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConsentVerify: {
        parameters: {
            query?: {
                /** @description Only this chain */
                part?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        chains: {
                            fault_count: number;
                            /** @description The first 100 */
                            faults: {
                                /** @enum {string} */
                                kind: "changed" | "missing" | "repeated" | "unlinked";
                                seq: number;
                                /** @description Where several in a row are missing, the last of them */
                                until?: number;
                            }[];
                            /** @description How far the chain was, by the state */
                            head: {
                                hash: string;
                                seq: number;
                            };
                            part: number;
                            records: number;
                        }[];
                        /** @description Whether the warehouse had all records by then; if not, those at the end may be on their way */
                        complete: boolean;
                        /** @description Of them, records of people who are gone, emptied by WEIR_KEEP_CONSENT: of these the links are checked */
                        emptied: number;
                        intact: boolean;
                        records: number;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDelivery: {
        parameters: {
            query?: {
                /** @description The first day, on the clocks of the accounts. Default: 30 days before `to`. */
                from?: string;
                /** @description The same for what was received until then: an instant, or Unix ms. */
                min_watermark?: string;
                sources?: string[];
                /** @description The day after the last. Default: tomorrow. */
                to?: string;
                /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                wait?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        from: string;
                        rows: {
                            /** @description How its rows split the audience; empty when they do not */
                            breakdown: string;
                            clicks: number | null;
                            /** @description On the clocks of the account; of a range its first day, of a lifetime null */
                            day: string | null;
                            /** @description hour, day, range or lifetime */
                            grain: string;
                            /** @description The newest import, UTC */
                            imported_at: string;
                            impressions: number | null;
                            /** @description account, campaign, adgroup or ad */
                            level: string;
                            platform: string;
                            rows: number;
                            source: string;
                            /** @description By currency */
                            spend: {
                                [key: string]: number;
                            };
                        }[];
                        to: string;
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postDelivery: {
        parameters: {
            query?: {
                /** @description The account, where neither the file nor the source says it. */
                account_id?: string;
                /** @description Of amounts, where the file does not say it. */
                currency?: string;
                /** @description Of a part of a file: the line of its first record. */
                first_line?: number;
                /** @description Where the type of the content does not say it. */
                format?: "json" | "csv";
                /** @description Default: as the source says. */
                platform?: "tiktok" | "meta" | "generic";
                /** @description true: nothing is kept. */
                preview?: "true" | "false";
                /** @description One per ad account. Default: the name of the platform. */
                source?: string;
                tz?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JsonValue"];
                "application/x-ndjson": components["schemas"]["JsonValue"];
                "text/csv": components["schemas"]["JsonValue"];
            };
        };
        responses: {
            /** @description What would be imported, with preview=true */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Under which heading each field was found */
                        columns: {
                            [key: string]: string;
                        };
                        /** @description Sums, to be compared with what the platform shows */
                        counts: {
                            [key: string]: number;
                        };
                        days: {
                            from: string;
                            to: string;
                        } | null;
                        /** @description What is not kept */
                        ignored: string[];
                        /** @description Sums by currency, exact */
                        money: {
                            [key: string]: {
                                [key: string]: string;
                            };
                        };
                        /** @enum {string} */
                        platform: "tiktok" | "meta" | "generic";
                        preview: boolean;
                        /** @description The first 100 faults of rows that could not be used */
                        rejected: {
                            line: number;
                            message: string;
                            path: string;
                        }[];
                        rejected_rows: number;
                        /** @description Rows taken; of a preview, those that would be */
                        rows: number;
                        /** @description By level and span of time */
                        rows_by: {
                            [key: string]: number;
                        };
                        /** @description The first rows, of a preview */
                        sample?: {
                            [key: string]: components["schemas"]["JsonValue"];
                        }[];
                        source: string;
                        /** @description Lines of totals */
                        totals_left_out: number;
                    };
                };
            };
            /** @description The log has the rows */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Under which heading each field was found */
                        columns: {
                            [key: string]: string;
                        };
                        /** @description Sums, to be compared with what the platform shows */
                        counts: {
                            [key: string]: number;
                        };
                        days: {
                            from: string;
                            to: string;
                        } | null;
                        /** @description What is not kept */
                        ignored: string[];
                        /** @description Sums by currency, exact */
                        money: {
                            [key: string]: {
                                [key: string]: string;
                            };
                        };
                        /** @enum {string} */
                        platform: "tiktok" | "meta" | "generic";
                        preview: boolean;
                        /** @description The first 100 faults of rows that could not be used */
                        rejected: {
                            line: number;
                            message: string;
                            path: string;
                        }[];
                        rejected_rows: number;
                        /** @description Rows taken; of a preview, those that would be */
                        rows: number;
                        /** @description By level and span of time */
                        rows_by: {
                            [key: string]: number;
                        };
                        /** @description The first rows, of a preview */
                        sample?: {
                            [key: string]: components["schemas"]["JsonValue"];
                        }[];
                        source: string;
                        /** @description Lines of totals */
                        totals_left_out: number;
                    };
                };
            };
            /** @description The request is wrong, or no row could be used */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        /** @enum {string} */
                        code: "invalid_json" | "invalid_field" | "invalid_encoding" | "too_many_events" | "too_deep" | "forbidden_key" | "event_in_future" | "event_too_old" | "unknown_source" | "origin_not_allowed" | "bad_token" | "bad_csrf" | "missing_scope" | "not_found" | "method_not_allowed" | "conflict" | "too_large" | "unsupported_media_type" | "rate_limited" | "unavailable" | "internal";
                        /** @description Under which heading each field was found */
                        columns?: {
                            [key: string]: string;
                        };
                        /** @description Sums, to be compared with what the platform shows */
                        counts?: {
                            [key: string]: number;
                        };
                        days?: {
                            from: string;
                            to: string;
                        } | null;
                        detail: string;
                        errors?: {
                            message: string;
                            path: string;
                        }[];
                        /** @description What is not kept */
                        ignored?: string[];
                        /** @description Sums by currency, exact */
                        money?: {
                            [key: string]: {
                                [key: string]: string;
                            };
                        };
                        /** @enum {string} */
                        platform?: "tiktok" | "meta" | "generic";
                        preview?: boolean;
                        /** @description The first 100 faults of rows that could not be used */
                        rejected?: {
                            line: number;
                            message: string;
                            path: string;
                        }[];
                        rejected_rows?: number;
                        /** @description Rows taken; of a preview, those that would be */
                        rows?: number;
                        /** @description By level and span of time */
                        rows_by?: {
                            [key: string]: number;
                        };
                        /** @description The first rows, of a preview */
                        sample?: {
                            [key: string]: components["schemas"]["JsonValue"];
                        }[];
                        source?: string;
                        status: number;
                        title: string;
                        /** @description Lines of totals */
                        totals_left_out?: number;
                        type: string;
                    };
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDeliverySources: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        sources: {
                            /** @description The account, where the file names none. */
                            account_id?: string;
                            /** @description From field to the heading of its column, where the heading alone does not tell. */
                            columns?: {
                                [key: string]: string;
                            };
                            /** @description Of amounts, where the file names none. */
                            currency?: string;
                            /**
                             * @description How dates are written in files.
                             * @default YYYY-MM-DD
                             * @enum {string}
                             */
                            date: "YYYY-MM-DD" | "DD.MM.YYYY" | "DD/MM/YYYY" | "MM/DD/YYYY";
                            /**
                             * @description The decimal sign of numbers in files.
                             * @default .
                             * @enum {string}
                             */
                            decimal: "." | ",";
                            id: string;
                            name?: string;
                            /** @enum {string} */
                            platform: "tiktok" | "meta" | "generic";
                            /** @description Fetches the reports from TikTok's API; needs `currency` and `tz`. */
                            pull?: {
                                /** @description The ad account. One source is one account. */
                                advertiser_id: string;
                                /**
                                 * @description How often, counted from 12:30 UTC.
                                 * @default 6h
                                 * @enum {string}
                                 */
                                every: "1h" | "2h" | "3h" | "4h" | "6h" | "8h" | "12h" | "24h";
                                /**
                                 * @description Days before today that are fetched again: conversions are attributed for up to 28 days.
                                 * @default 28
                                 */
                                look_back_days: number;
                                /**
                                 * @default [
                                 *       {
                                 *         "level": "ad",
                                 *         "by": "day"
                                 *       }
                                 *     ]
                                 */
                                reports: {
                                    breakdown?: ("age" | "gender" | "country" | "placement" | "platform" | "language")[];
                                    /**
                                     * @default day
                                     * @enum {string}
                                     */
                                    by: "day" | "hour";
                                    /** @enum {string} */
                                    level: "account" | "campaign" | "adgroup" | "ad";
                                }[];
                                /** @description Where the access token is: `{"env": "TIKTOK_..."}` or `{"file": "/path"}`. */
                                token: {
                                    env: string;
                                } | {
                                    file: string;
                                };
                            };
                            pulls?: {
                                error: {
                                    /** @description token, refused, unavailable, unreadable (rows could not be used), or here (our side) */
                                    code: string;
                                    message: string;
                                } | null;
                                /** @description Fetches that failed in a row */
                                failures: number;
                                /** @description The newest fetch that went through, and the days it asked for */
                                last_run: {
                                    ended_at: string;
                                    from: string;
                                    rejected_rows: number;
                                    rows: number;
                                    to: string;
                                } | null;
                                /** @description null: at once, or when the one under way has ended */
                                next_run_at: string | null;
                                /** @description Rows of it that could not be used */
                                rejected_rows: number;
                                /** @description Rows of the fetch under way, or of the last one */
                                rows: number;
                                started_at: string | null;
                                /**
                                 * @description waiting: never fetched yet
                                 * @enum {string}
                                 */
                                state: "waiting" | "running" | "done" | "failed";
                            };
                            /** @description The account's time zone (IANA), where the file names none. */
                            tz?: string;
                        }[];
                    };
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDeliverySourcesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The account, where the file names none. */
                        account_id?: string;
                        /** @description From field to the heading of its column, where the heading alone does not tell. */
                        columns?: {
                            [key: string]: string;
                        };
                        /** @description Of amounts, where the file names none. */
                        currency?: string;
                        /**
                         * @description How dates are written in files.
                         * @default YYYY-MM-DD
                         * @enum {string}
                         */
                        date: "YYYY-MM-DD" | "DD.MM.YYYY" | "DD/MM/YYYY" | "MM/DD/YYYY";
                        /**
                         * @description The decimal sign of numbers in files.
                         * @default .
                         * @enum {string}
                         */
                        decimal: "." | ",";
                        id: string;
                        name?: string;
                        /** @enum {string} */
                        platform: "tiktok" | "meta" | "generic";
                        /** @description Fetches the reports from TikTok's API; needs `currency` and `tz`. */
                        pull?: {
                            /** @description The ad account. One source is one account. */
                            advertiser_id: string;
                            /**
                             * @description How often, counted from 12:30 UTC.
                             * @default 6h
                             * @enum {string}
                             */
                            every: "1h" | "2h" | "3h" | "4h" | "6h" | "8h" | "12h" | "24h";
                            /**
                             * @description Days before today that are fetched again: conversions are attributed for up to 28 days.
                             * @default 28
                             */
                            look_back_days: number;
                            /**
                             * @default [
                             *       {
                             *         "level": "ad",
                             *         "by": "day"
                             *       }
                             *     ]
                             */
                            reports: {
                                breakdown?: ("age" | "gender" | "country" | "placement" | "platform" | "language")[];
                                /**
                                 * @default day
                                 * @enum {string}
                                 */
                                by: "day" | "hour";
                                /** @enum {string} */
                                level: "account" | "campaign" | "adgroup" | "ad";
                            }[];
                            /** @description Where the access token is: `{"env": "TIKTOK_..."}` or `{"file": "/path"}`. */
                            token: {
                                env: string;
                            } | {
                                file: string;
                            };
                        };
                        pulls?: {
                            error: {
                                /** @description token, refused, unavailable, unreadable (rows could not be used), or here (our side) */
                                code: string;
                                message: string;
                            } | null;
                            /** @description Fetches that failed in a row */
                            failures: number;
                            /** @description The newest fetch that went through, and the days it asked for */
                            last_run: {
                                ended_at: string;
                                from: string;
                                rejected_rows: number;
                                rows: number;
                                to: string;
                            } | null;
                            /** @description null: at once, or when the one under way has ended */
                            next_run_at: string | null;
                            /** @description Rows of it that could not be used */
                            rejected_rows: number;
                            /** @description Rows of the fetch under way, or of the last one */
                            rows: number;
                            started_at: string | null;
                            /**
                             * @description waiting: never fetched yet
                             * @enum {string}
                             */
                            state: "waiting" | "running" | "done" | "failed";
                        };
                        /** @description The account's time zone (IANA), where the file names none. */
                        tz?: string;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putDeliverySourcesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "platform": "generic",
                 *       "columns": {
                 *         "spend": "Cost"
                 *       },
                 *       "decimal": ",",
                 *       "currency": "EUR"
                 *     }
                 */
                "application/json": {
                    /** @description The account, where the file names none. */
                    account_id?: string;
                    /** @description From field to the heading of its column, where the heading alone does not tell. */
                    columns?: {
                        [key: string]: string;
                    };
                    /** @description Of amounts, where the file names none. */
                    currency?: string;
                    /**
                     * @description How dates are written in files.
                     * @default YYYY-MM-DD
                     * @enum {string}
                     */
                    date?: "YYYY-MM-DD" | "DD.MM.YYYY" | "DD/MM/YYYY" | "MM/DD/YYYY";
                    /**
                     * @description The decimal sign of numbers in files.
                     * @default .
                     * @enum {string}
                     */
                    decimal?: "." | ",";
                    name?: string;
                    /** @enum {string} */
                    platform: "tiktok" | "meta" | "generic";
                    /** @description Fetches the reports from TikTok's API; needs `currency` and `tz`. */
                    pull?: {
                        /** @description The ad account. One source is one account. */
                        advertiser_id: string;
                        /**
                         * @description How often, counted from 12:30 UTC.
                         * @default 6h
                         * @enum {string}
                         */
                        every?: "1h" | "2h" | "3h" | "4h" | "6h" | "8h" | "12h" | "24h";
                        /**
                         * @description Days before today that are fetched again: conversions are attributed for up to 28 days.
                         * @default 28
                         */
                        look_back_days?: number;
                        /**
                         * @default [
                         *       {
                         *         "level": "ad",
                         *         "by": "day"
                         *       }
                         *     ]
                         */
                        reports?: {
                            breakdown?: ("age" | "gender" | "country" | "placement" | "platform" | "language")[];
                            /**
                             * @default day
                             * @enum {string}
                             */
                            by?: "day" | "hour";
                            /** @enum {string} */
                            level: "account" | "campaign" | "adgroup" | "ad";
                        }[];
                        /** @description Where the access token is: `{"env": "TIKTOK_..."}` or `{"file": "/path"}`. */
                        token: {
                            env: string;
                        } | {
                            file: string;
                        };
                    };
                    /** @description The account's time zone (IANA), where the file names none. */
                    tz?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The account, where the file names none. */
                        account_id?: string;
                        /** @description From field to the heading of its column, where the heading alone does not tell. */
                        columns?: {
                            [key: string]: string;
                        };
                        /** @description Of amounts, where the file names none. */
                        currency?: string;
                        /**
                         * @description How dates are written in files.
                         * @default YYYY-MM-DD
                         * @enum {string}
                         */
                        date: "YYYY-MM-DD" | "DD.MM.YYYY" | "DD/MM/YYYY" | "MM/DD/YYYY";
                        /**
                         * @description The decimal sign of numbers in files.
                         * @default .
                         * @enum {string}
                         */
                        decimal: "." | ",";
                        id: string;
                        name?: string;
                        /** @enum {string} */
                        platform: "tiktok" | "meta" | "generic";
                        /** @description Fetches the reports from TikTok's API; needs `currency` and `tz`. */
                        pull?: {
                            /** @description The ad account. One source is one account. */
                            advertiser_id: string;
                            /**
                             * @description How often, counted from 12:30 UTC.
                             * @default 6h
                             * @enum {string}
                             */
                            every: "1h" | "2h" | "3h" | "4h" | "6h" | "8h" | "12h" | "24h";
                            /**
                             * @description Days before today that are fetched again: conversions are attributed for up to 28 days.
                             * @default 28
                             */
                            look_back_days: number;
                            /**
                             * @default [
                             *       {
                             *         "level": "ad",
                             *         "by": "day"
                             *       }
                             *     ]
                             */
                            reports: {
                                breakdown?: ("age" | "gender" | "country" | "placement" | "platform" | "language")[];
                                /**
                                 * @default day
                                 * @enum {string}
                                 */
                                by: "day" | "hour";
                                /** @enum {string} */
                                level: "account" | "campaign" | "adgroup" | "ad";
                            }[];
                            /** @description Where the access token is: `{"env": "TIKTOK_..."}` or `{"file": "/path"}`. */
                            token: {
                                env: string;
                            } | {
                                file: string;
                            };
                        };
                        pulls?: {
                            error: {
                                /** @description token, refused, unavailable, unreadable (rows could not be used), or here (our side) */
                                code: string;
                                message: string;
                            } | null;
                            /** @description Fetches that failed in a row */
                            failures: number;
                            /** @description The newest fetch that went through, and the days it asked for */
                            last_run: {
                                ended_at: string;
                                from: string;
                                rejected_rows: number;
                                rows: number;
                                to: string;
                            } | null;
                            /** @description null: at once, or when the one under way has ended */
                            next_run_at: string | null;
                            /** @description Rows of it that could not be used */
                            rejected_rows: number;
                            /** @description Rows of the fetch under way, or of the last one */
                            rows: number;
                            started_at: string | null;
                            /**
                             * @description waiting: never fetched yet
                             * @enum {string}
                             */
                            state: "waiting" | "running" | "done" | "failed";
                        };
                        /** @description The account's time zone (IANA), where the file names none. */
                        tz?: string;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteDeliverySourcesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDestinations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        destinations: ({
                            /** @description The segment has fewer members than its min_size: nobody is sent, and who is there is removed */
                            below_min_size: boolean;
                            created_at: string;
                            /** @description Of whom the destination takes nothing; a sync tries again */
                            given_up: number | null;
                            id: string;
                            kind: string;
                            /** @description When a full look was asked for last */
                            last_sync: string | null;
                            name: string;
                            /** @description Who has to go and is not confirmed to be gone */
                            open_retractions: number | null;
                            /** @description Who is, or may be, there; null where activation does not run, and of somebody while below_min_size */
                            people: number | null;
                            segment: string;
                            /** @enum {string} */
                            state: "active" | "paused" | "deleting";
                            /** @description Whether everybody is looked at at present */
                            syncing: boolean | null;
                            /** @description Why the newest request did nothing; null where it did, and before the first */
                            trouble: {
                                at: string;
                                /** @enum {string} */
                                outcome: "unknown" | "refused" | "blocked";
                                reason?: string;
                            } | null;
                        } & {
                            [key: string]: components["schemas"]["JsonValue"];
                        })[];
                    };
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDestinationsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was put, where its secrets are, and how it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The segment has fewer members than its min_size: nobody is sent, and who is there is removed */
                        below_min_size: boolean;
                        created_at: string;
                        /** @description Of whom the destination takes nothing; a sync tries again */
                        given_up: number | null;
                        id: string;
                        kind: string;
                        /** @description When a full look was asked for last */
                        last_sync: string | null;
                        name: string;
                        /** @description Who has to go and is not confirmed to be gone */
                        open_retractions: number | null;
                        /** @description Who is, or may be, there; null where activation does not run, and of somebody while below_min_size */
                        people: number | null;
                        segment: string;
                        /** @enum {string} */
                        state: "active" | "paused" | "deleting";
                        /** @description Whether everybody is looked at at present */
                        syncing: boolean | null;
                        /** @description Why the newest request did nothing; null where it did, and before the first */
                        trouble: {
                            at: string;
                            /** @enum {string} */
                            outcome: "unknown" | "refused" | "blocked";
                            reason?: string;
                        } | null;
                    } & {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putDestinationsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "kind": "webhook",
                 *       "name": "CRM",
                 *       "segment": "repeat-buyers",
                 *       "url": "https://crm.example.com/weir",
                 *       "secret": {
                 *         "env": "WEIR_WEBHOOK_CRM"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description Each has an audience of its own with the same people; all belong to one business. */
                    advertiser_ids: string[];
                    /** @description At TikTok; the name unless told. */
                    audience_name?: string;
                    /**
                     * @default [
                     *       "EMAIL_SHA256"
                     *     ]
                     */
                    id_types?: ("EMAIL_SHA256" | "PHONE_SHA256" | "IDFA_SHA256" | "GAID_SHA256" | "IDFA_MD5" | "GAID_MD5")[];
                    /** @enum {string} */
                    kind: "tiktok_streaming";
                    name: string;
                    /**
                     * @description Nothing is sent, removals included, until it is resumed.
                     * @default false
                     */
                    paused?: boolean;
                    /** @default 5 */
                    requests_per_second?: number;
                    /**
                     * @description Users of one request.
                     * @default 1000
                     */
                    rows_max?: number;
                    /** @description Whose members are kept there. */
                    segment: string;
                    /** @description Where the access token is: `{"env": "TIKTOK_..."}` or `{"file": "/path"}`. */
                    token: {
                        env: string;
                    } | {
                        file: string;
                    };
                } | {
                    advertiser_id: string;
                    /** @description At TikTok, where a mark of this destination follows; the name unless told. */
                    audience_name?: string;
                    /**
                     * @description Files of an audience have one type.
                     * @default EMAIL_SHA256
                     * @enum {string}
                     */
                    id_type?: "EMAIL_SHA256" | "PHONE_SHA256" | "IDFA_SHA256" | "GAID_SHA256" | "IDFA_MD5" | "GAID_MD5";
                    /** @enum {string} */
                    kind: "tiktok_file";
                    name: string;
                    /**
                     * @description Nothing is sent, removals included, until it is resumed.
                     * @default false
                     */
                    paused?: boolean;
                    /** @default 2 */
                    requests_per_second?: number;
                    /**
                     * @description Identifiers of one file.
                     * @default 10000
                     */
                    rows_max?: number;
                    /** @description Whose members are kept there. */
                    segment: string;
                    /** @description Where the access token is: `{"env": "TIKTOK_..."}` or `{"file": "/path"}`. */
                    token: {
                        env: string;
                    } | {
                        file: string;
                    };
                } | {
                    /** @enum {string} */
                    kind: "webhook";
                    name: string;
                    /**
                     * @description Nothing is sent, removals included, until it is resumed.
                     * @default false
                     */
                    paused?: boolean;
                    /** @default 50 */
                    requests_per_second?: number;
                    /** @description What the hook is signed with: `{"env": "WEIR_WEBHOOK_..."}`, whose value is a `whsec_...`. */
                    secret: {
                        env: string;
                    };
                    /** @description Whose members are kept there. */
                    segment: string;
                    /** Format: uri */
                    url: string;
                } | {
                    /** @description How often it is written anew; without it when it is made or changed, and when a sync asks. */
                    every_minutes?: number;
                    /**
                     * @default csv
                     * @enum {string}
                     */
                    format?: "csv" | "ndjson";
                    /**
                     * @description Of people with one of these; without types a list of persons.
                     * @default []
                     */
                    id_types?: ("EMAIL_SHA256" | "PHONE_SHA256" | "IDFA_SHA256" | "GAID_SHA256" | "IDFA_MD5" | "GAID_MD5")[];
                    /** @enum {string} */
                    kind: "files";
                    name: string;
                    /**
                     * @description Nothing is sent, removals included, until it is resumed.
                     * @default false
                     */
                    paused?: boolean;
                    /** @description Whose members are kept there. */
                    segment: string;
                };
            };
        };
        responses: {
            /** @description What was put, where its secrets are, and how it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The segment has fewer members than its min_size: nobody is sent, and who is there is removed */
                        below_min_size: boolean;
                        created_at: string;
                        /** @description Of whom the destination takes nothing; a sync tries again */
                        given_up: number | null;
                        id: string;
                        kind: string;
                        /** @description When a full look was asked for last */
                        last_sync: string | null;
                        name: string;
                        /** @description Who has to go and is not confirmed to be gone */
                        open_retractions: number | null;
                        /** @description Who is, or may be, there; null where activation does not run, and of somebody while below_min_size */
                        people: number | null;
                        segment: string;
                        /** @enum {string} */
                        state: "active" | "paused" | "deleting";
                        /** @description Whether everybody is looked at at present */
                        syncing: boolean | null;
                        /** @description Why the newest request did nothing; null where it did, and before the first */
                        trouble: {
                            at: string;
                            /** @enum {string} */
                            outcome: "unknown" | "refused" | "blocked";
                            reason?: string;
                        } | null;
                    } & {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteDestinationsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was put, where its secrets are, and how it is */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The segment has fewer members than its min_size: nobody is sent, and who is there is removed */
                        below_min_size: boolean;
                        created_at: string;
                        /** @description Of whom the destination takes nothing; a sync tries again */
                        given_up: number | null;
                        id: string;
                        kind: string;
                        /** @description When a full look was asked for last */
                        last_sync: string | null;
                        name: string;
                        /** @description Who has to go and is not confirmed to be gone */
                        open_retractions: number | null;
                        /** @description Who is, or may be, there; null where activation does not run, and of somebody while below_min_size */
                        people: number | null;
                        segment: string;
                        /** @enum {string} */
                        state: "active" | "paused" | "deleting";
                        /** @description Whether everybody is looked at at present */
                        syncing: boolean | null;
                        /** @description Why the newest request did nothing; null where it did, and before the first */
                        trouble: {
                            at: string;
                            /** @enum {string} */
                            outcome: "unknown" | "refused" | "blocked";
                            reason?: string;
                        } | null;
                    } & {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDestinationsByIdCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Removals that the destination has confirmed */
                        confirmed: number;
                        destination: string;
                        /** @description SHA-256 of all removals, as lines of JSON in the order of the list */
                        digest: string;
                        made_at: string;
                        /** @description Whether there are more than are listed */
                        more: boolean;
                        /** @description Since when the oldest of them is asked for */
                        oldest_open: string | null;
                        /** @description Removals that it has not */
                        open: number;
                        people: number | null;
                        /** @description The newest of them */
                        removals: {
                            asked_at: string;
                            confirmed_at: string | null;
                            person: string;
                            reason: string;
                            request: string | null;
                        }[];
                        segment: string;
                        /** @description The longest that a confirmed one took */
                        slowest_ms: number | null;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDestinationsByIdDifference: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description People of whom something is to be added */
                        add: number;
                        /** @description People who are there as they should be */
                        keep: number;
                        /** @description People of whom something is to be removed */
                        remove: number;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDestinationsByIdLog: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        requests: {
                            /** @enum {string} */
                            action: "add" | "remove";
                            at: string;
                            /** @enum {string} */
                            outcome: "done" | "unknown" | "refused" | "blocked";
                            people: number;
                            reason?: string;
                            /** @description The id by which the destination knows it */
                            request: string;
                            took_ms: number;
                        }[];
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postDestinationsByIdPause: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was put, where its secrets are, and how it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The segment has fewer members than its min_size: nobody is sent, and who is there is removed */
                        below_min_size: boolean;
                        created_at: string;
                        /** @description Of whom the destination takes nothing; a sync tries again */
                        given_up: number | null;
                        id: string;
                        kind: string;
                        /** @description When a full look was asked for last */
                        last_sync: string | null;
                        name: string;
                        /** @description Who has to go and is not confirmed to be gone */
                        open_retractions: number | null;
                        /** @description Who is, or may be, there; null where activation does not run, and of somebody while below_min_size */
                        people: number | null;
                        segment: string;
                        /** @enum {string} */
                        state: "active" | "paused" | "deleting";
                        /** @description Whether everybody is looked at at present */
                        syncing: boolean | null;
                        /** @description Why the newest request did nothing; null where it did, and before the first */
                        trouble: {
                            at: string;
                            /** @enum {string} */
                            outcome: "unknown" | "refused" | "blocked";
                            reason?: string;
                        } | null;
                    } & {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postDestinationsByIdResume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was put, where its secrets are, and how it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The segment has fewer members than its min_size: nobody is sent, and who is there is removed */
                        below_min_size: boolean;
                        created_at: string;
                        /** @description Of whom the destination takes nothing; a sync tries again */
                        given_up: number | null;
                        id: string;
                        kind: string;
                        /** @description When a full look was asked for last */
                        last_sync: string | null;
                        name: string;
                        /** @description Who has to go and is not confirmed to be gone */
                        open_retractions: number | null;
                        /** @description Who is, or may be, there; null where activation does not run, and of somebody while below_min_size */
                        people: number | null;
                        segment: string;
                        /** @enum {string} */
                        state: "active" | "paused" | "deleting";
                        /** @description Whether everybody is looked at at present */
                        syncing: boolean | null;
                        /** @description Why the newest request did nothing; null where it did, and before the first */
                        trouble: {
                            at: string;
                            /** @enum {string} */
                            outcome: "unknown" | "refused" | "blocked";
                            reason?: string;
                        } | null;
                    } & {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postDestinationsByIdSync: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "force": false
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Sends all of it again, also what was confirmed
                     * @default false
                     */
                    force?: boolean;
                };
            };
        };
        responses: {
            /** @description What was put, where its secrets are, and how it is */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The segment has fewer members than its min_size: nobody is sent, and who is there is removed */
                        below_min_size: boolean;
                        created_at: string;
                        /** @description Of whom the destination takes nothing; a sync tries again */
                        given_up: number | null;
                        id: string;
                        kind: string;
                        /** @description When a full look was asked for last */
                        last_sync: string | null;
                        name: string;
                        /** @description Who has to go and is not confirmed to be gone */
                        open_retractions: number | null;
                        /** @description Who is, or may be, there; null where activation does not run, and of somebody while below_min_size */
                        people: number | null;
                        segment: string;
                        /** @enum {string} */
                        state: "active" | "paused" | "deleting";
                        /** @description Whether everybody is looked at at present */
                        syncing: boolean | null;
                        /** @description Why the newest request did nothing; null where it did, and before the first */
                        trouble: {
                            at: string;
                            /** @enum {string} */
                            outcome: "unknown" | "refused" | "blocked";
                            reason?: string;
                        } | null;
                    } & {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postDestinationsByIdTest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ok: boolean;
                        reason: string | null;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getErasureKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        alg: string;
                        crv: string;
                        kid: string;
                        kty: string;
                        use: string;
                        x: string;
                    };
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getErasuresById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description What was found where; batch: together with others */
                        counts: {
                            [key: string]: {
                                [key: string]: number;
                            };
                        };
                        /** @description Where the person was handed out: open until the consumer confirms the removal, at most WEIR_KEEP_REMOVALS */
                        destinations: {
                            consumer: string;
                            /** @enum {string} */
                            removal: "open" | "closed";
                            segment: string;
                        }[];
                        /** @description What was received until then is erased; who comes later is somebody new */
                        erased_up_to: string | null;
                        erasure: string;
                        finished_at: string | null;
                        /** @description How many persons were found; 0 when nobody was known: late hits from before are refused all the same */
                        persons: number;
                        places: {
                            /** @enum {string} */
                            lists_and_exports: "waiting" | "done";
                            /**
                             * @description inert: kept until its retention, and taken by nobody
                             * @enum {string}
                             */
                            log: "waiting" | "done" | "inert";
                            /** @enum {string} */
                            state: "waiting" | "done";
                            /** @enum {string} */
                            warehouse: "waiting" | "done";
                        };
                        requested_at: string;
                        /**
                         * @description accepted, then where the person is being erased, then done
                         * @enum {string}
                         */
                        status: "accepted" | "state" | "warehouse" | "done";
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getErasuresByIdCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        jws: string;
                        key: {
                            alg: string;
                            crv: string;
                            kid: string;
                            kty: string;
                            use: string;
                            x: string;
                        };
                        statement: {
                            [key: string]: components["schemas"]["JsonValue"];
                        };
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postEvents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    ad?: {
                        ad_id?: string;
                        adgroup_id?: string;
                        /** @description The click id */
                        callback?: string;
                        campaign_id?: string;
                        cost?: number | string;
                        creative_id?: string;
                        currency?: string;
                        placement?: string;
                    };
                    /** @description What is in no such form counts as refused */
                    consent?: {
                        /** @enum {string} */
                        ad_personalization?: "granted" | "denied";
                        /**
                         * @description Google's consent mode
                         * @enum {string}
                         */
                        ad_storage?: "granted" | "denied";
                        /** @enum {string} */
                        ad_user_data?: "granted" | "denied";
                        /** @enum {string} */
                        analytics_storage?: "granted" | "denied";
                        /** @description Global Privacy Control */
                        gpc?: boolean;
                        /** @description A GPP string of the IAB */
                        gpp?: string;
                        /** @description By purpose */
                        purposes?: {
                            [key: string]: boolean;
                        };
                        /** @description A TC string of the IAB */
                        tcf?: string;
                        us_privacy?: string;
                    };
                    /** @description Purchase, ViewContent, AdImpression, VideoView, Identify, Consent ..., or a name of your own */
                    event: string;
                    /** @description The same event sent again has the same: it counts once */
                    event_id?: string;
                    /** @description Unix seconds, or ISO 8601. Default: now */
                    event_time?: number | string;
                    experiment?: {
                        arm: string;
                        id: string;
                    };
                    limited_data_use?: boolean;
                    page?: {
                        referrer?: string;
                        url?: string;
                    };
                    properties?: {
                        content_ids?: string | string[];
                        /** @description The first 500 are kept */
                        contents?: ({
                            content_category?: string;
                            content_id?: string;
                            content_name?: string;
                            content_type?: string;
                            price?: number | string;
                            quantity?: number | string;
                        } & {
                            [key: string]: components["schemas"]["JsonValue"];
                        })[];
                        /** @description ISO 4217 */
                        currency?: string;
                        num_items?: number | string;
                        order_id?: string;
                        search_string?: string;
                        value?: number | string;
                    } & {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                    /** @description Unix seconds, or ISO 8601. Default: now */
                    sent_at?: number | string;
                    /** @description The code of a source of PUT /v1/sources/{code} */
                    source: string;
                    /** @description Tries something out: GET /v1/test-events shows it, no segment has it */
                    test_event_code?: string;
                    /** @description What is known of the person */
                    traits?: {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                    user?: {
                        anonymous_id?: string | string[];
                        /** @description Two letters */
                        country?: string;
                        device?: string;
                        /** @description In clear or as SHA-256; kept as SHA-256 only */
                        email?: string | string[];
                        external_id?: string | string[];
                        gaid?: string | string[];
                        idfa?: string | string[];
                        idfv?: string | string[];
                        locale?: string;
                        /** @description With + and country, in clear or as SHA-256; kept as SHA-256 only */
                        phone?: string | string[];
                        /** @description The click id */
                        ttclid?: string;
                        /** @description The pixel's cookie */
                        ttp?: string;
                        user_agent?: string;
                    };
                    video?: {
                        duration_ms?: number | string;
                        video_id?: string;
                        watched_ms?: number | string;
                    };
                }[] | {
                    ad?: {
                        ad_id?: string;
                        adgroup_id?: string;
                        /** @description The click id */
                        callback?: string;
                        campaign_id?: string;
                        cost?: number | string;
                        creative_id?: string;
                        currency?: string;
                        placement?: string;
                    };
                    /** @description What is in no such form counts as refused */
                    consent?: {
                        /** @enum {string} */
                        ad_personalization?: "granted" | "denied";
                        /**
                         * @description Google's consent mode
                         * @enum {string}
                         */
                        ad_storage?: "granted" | "denied";
                        /** @enum {string} */
                        ad_user_data?: "granted" | "denied";
                        /** @enum {string} */
                        analytics_storage?: "granted" | "denied";
                        /** @description Global Privacy Control */
                        gpc?: boolean;
                        /** @description A GPP string of the IAB */
                        gpp?: string;
                        /** @description By purpose */
                        purposes?: {
                            [key: string]: boolean;
                        };
                        /** @description A TC string of the IAB */
                        tcf?: string;
                        us_privacy?: string;
                    };
                    /** @description Purchase, ViewContent, AdImpression, VideoView, Identify, Consent ..., or a name of your own */
                    event: string;
                    /** @description The same event sent again has the same: it counts once */
                    event_id?: string;
                    /** @description Unix seconds, or ISO 8601. Default: now */
                    event_time?: number | string;
                    experiment?: {
                        arm: string;
                        id: string;
                    };
                    limited_data_use?: boolean;
                    page?: {
                        referrer?: string;
                        url?: string;
                    };
                    properties?: {
                        content_ids?: string | string[];
                        /** @description The first 500 are kept */
                        contents?: ({
                            content_category?: string;
                            content_id?: string;
                            content_name?: string;
                            content_type?: string;
                            price?: number | string;
                            quantity?: number | string;
                        } & {
                            [key: string]: components["schemas"]["JsonValue"];
                        })[];
                        /** @description ISO 4217 */
                        currency?: string;
                        num_items?: number | string;
                        order_id?: string;
                        search_string?: string;
                        value?: number | string;
                    } & {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                    /** @description Unix seconds, or ISO 8601. Default: now */
                    sent_at?: number | string;
                    /** @description The code of a source of PUT /v1/sources/{code} */
                    source: string;
                    /** @description Tries something out: GET /v1/test-events shows it, no segment has it */
                    test_event_code?: string;
                    /** @description What is known of the person */
                    traits?: {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                    user?: {
                        anonymous_id?: string | string[];
                        /** @description Two letters */
                        country?: string;
                        device?: string;
                        /** @description In clear or as SHA-256; kept as SHA-256 only */
                        email?: string | string[];
                        external_id?: string | string[];
                        gaid?: string | string[];
                        idfa?: string | string[];
                        idfv?: string | string[];
                        locale?: string;
                        /** @description With + and country, in clear or as SHA-256; kept as SHA-256 only */
                        phone?: string | string[];
                        /** @description The click id */
                        ttclid?: string;
                        /** @description The pixel's cookie */
                        ttp?: string;
                        user_agent?: string;
                    };
                    video?: {
                        duration_ms?: number | string;
                        video_id?: string;
                        watched_ms?: number | string;
                    };
                };
            };
        };
        responses: {
            /** @description What became of each */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Events that are on disk */
                        accepted: number;
                        /** @description Those that are not, each with its place in the request */
                        rejected: {
                            /** @enum {string} */
                            code: "invalid_json" | "invalid_field" | "invalid_encoding" | "too_many_events" | "too_deep" | "forbidden_key" | "event_in_future" | "event_too_old" | "unknown_source" | "origin_not_allowed" | "bad_token" | "bad_csrf" | "missing_scope" | "not_found" | "method_not_allowed" | "conflict" | "too_large" | "unsupported_media_type" | "rate_limited" | "unavailable" | "internal";
                            index: number;
                            message: string;
                            path: string;
                        }[];
                        /** @description About events that were taken */
                        warnings: {
                            code: string;
                            count: number;
                            message: string;
                            path: string;
                        }[];
                    };
                };
            };
            /** @description No event was good */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": {
                        accepted?: number;
                        /** @enum {string} */
                        code: "invalid_json" | "invalid_field" | "invalid_encoding" | "too_many_events" | "too_deep" | "forbidden_key" | "event_in_future" | "event_too_old" | "unknown_source" | "origin_not_allowed" | "bad_token" | "bad_csrf" | "missing_scope" | "not_found" | "method_not_allowed" | "conflict" | "too_large" | "unsupported_media_type" | "rate_limited" | "unavailable" | "internal";
                        detail: string;
                        errors?: {
                            message: string;
                            path: string;
                        }[];
                        rejected?: {
                            /** @enum {string} */
                            code: "invalid_json" | "invalid_field" | "invalid_encoding" | "too_many_events" | "too_deep" | "forbidden_key" | "event_in_future" | "event_too_old" | "unknown_source" | "origin_not_allowed" | "bad_token" | "bad_csrf" | "missing_scope" | "not_found" | "method_not_allowed" | "conflict" | "too_large" | "unsupported_media_type" | "rate_limited" | "unavailable" | "internal";
                            index: number;
                            message: string;
                            path: string;
                        }[];
                        status: number;
                        title: string;
                        type: string;
                    };
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getExchangeRates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        pairs: {
                            from: string;
                            /** @description From day to rate: what one unit of the first currency is worth in the second. */
                            rates: {
                                [key: string]: number;
                            };
                            to: string;
                        }[];
                    };
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getExchangeRatesByFromByTo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                from: string;
                to: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        from: string;
                        /** @description From day to rate: what one unit of the first currency is worth in the second. */
                        rates: {
                            [key: string]: number;
                        };
                        to: string;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putExchangeRatesByFromByTo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                from: string;
                to: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "rates": {
                 *         "2024-05-01": 1.07
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description From day to rate: what one unit of the first currency is worth in the second. */
                    rates: {
                        [key: string]: number;
                    };
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        from: string;
                        /** @description From day to rate: what one unit of the first currency is worth in the second. */
                        rates: {
                            [key: string]: number;
                        };
                        to: string;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteExchangeRatesByFromByTo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                from: string;
                to: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getExperiments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        experiments: {
                            /** @default 0.05 */
                            alpha: number;
                            /** @description The first one is the control. */
                            arms: {
                                id: string;
                                /** @description In any unit: arms of 1 and 1 are halves. */
                                weight: number;
                            }[];
                            /**
                             * @default holm
                             * @enum {string}
                             */
                            correction: "holm" | "benjamini_hochberg";
                            /**
                             * @description The least relative change of the primary metric worth finding: .05 is 5 %.
                             * @default 0.05
                             */
                            effect: number;
                            /** Format: date-time */
                            ends_at?: string;
                            /** @description Its part of a group of experiments of which nobody is in two. */
                            exclusive?: {
                                from: number;
                                group: string;
                                to: number;
                            };
                            /**
                             * @description What must not get worse.
                             * @default []
                             */
                            guardrails: ({
                                /**
                                 * @default more
                                 * @enum {string}
                                 */
                                better: "more" | "less";
                                /** @description Who does this at all. */
                                event: {
                                    name?: string;
                                    name_prefix?: string;
                                    names?: string[];
                                    source?: string;
                                    where?: {
                                        /** @enum {string} */
                                        op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                        path: string;
                                        value?: (string | number | boolean) | (string | number | boolean)[] | {
                                            path: string;
                                        };
                                    }[];
                                };
                                id: string;
                                /** @enum {string} */
                                kind: "share";
                            } | {
                                /**
                                 * @default more
                                 * @enum {string}
                                 */
                                better: "more" | "less";
                                event: {
                                    name?: string;
                                    name_prefix?: string;
                                    names?: string[];
                                    source?: string;
                                    where?: {
                                        /** @enum {string} */
                                        op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                        path: string;
                                        value?: (string | number | boolean) | (string | number | boolean)[] | {
                                            path: string;
                                        };
                                    }[];
                                };
                                id: string;
                                /** @enum {string} */
                                kind: "mean";
                                /** @description Adds up the value in this currency; without it events are counted. */
                                sum?: string;
                            } | {
                                /**
                                 * @default more
                                 * @enum {string}
                                 */
                                better: "more" | "less";
                                event: {
                                    name?: string;
                                    name_prefix?: string;
                                    names?: string[];
                                    source?: string;
                                    where?: {
                                        /** @enum {string} */
                                        op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                        path: string;
                                        value?: (string | number | boolean) | (string | number | boolean)[] | {
                                            path: string;
                                        };
                                    }[];
                                };
                                id: string;
                                /** @enum {string} */
                                kind: "ratio";
                                per: {
                                    event: {
                                        name?: string;
                                        name_prefix?: string;
                                        names?: string[];
                                        source?: string;
                                        where?: {
                                            /** @enum {string} */
                                            op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                            path: string;
                                            value?: (string | number | boolean) | (string | number | boolean)[] | {
                                                path: string;
                                            };
                                        }[];
                                    };
                                    /** @description Adds up the value in this currency; without it events are counted. */
                                    sum?: string;
                                };
                                /** @description Adds up the value in this currency; without it events are counted. */
                                sum?: string;
                            })[];
                            /** @default  */
                            hypothesis: string;
                            id: string;
                            /**
                             * @description Days before it of which the covariate of CUPED is made; 0 leaves it out.
                             * @default 28
                             */
                            lookback: number;
                            name: string;
                            /** @default 0.8 */
                            power: number;
                            primary: {
                                /**
                                 * @default more
                                 * @enum {string}
                                 */
                                better: "more" | "less";
                                /** @description Who does this at all. */
                                event: {
                                    name?: string;
                                    name_prefix?: string;
                                    names?: string[];
                                    source?: string;
                                    where?: {
                                        /** @enum {string} */
                                        op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                        path: string;
                                        value?: (string | number | boolean) | (string | number | boolean)[] | {
                                            path: string;
                                        };
                                    }[];
                                };
                                id: string;
                                /** @enum {string} */
                                kind: "share";
                            } | {
                                /**
                                 * @default more
                                 * @enum {string}
                                 */
                                better: "more" | "less";
                                event: {
                                    name?: string;
                                    name_prefix?: string;
                                    names?: string[];
                                    source?: string;
                                    where?: {
                                        /** @enum {string} */
                                        op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                        path: string;
                                        value?: (string | number | boolean) | (string | number | boolean)[] | {
                                            path: string;
                                        };
                                    }[];
                                };
                                id: string;
                                /** @enum {string} */
                                kind: "mean";
                                /** @description Adds up the value in this currency; without it events are counted. */
                                sum?: string;
                            } | {
                                /**
                                 * @default more
                                 * @enum {string}
                                 */
                                better: "more" | "less";
                                event: {
                                    name?: string;
                                    name_prefix?: string;
                                    names?: string[];
                                    source?: string;
                                    where?: {
                                        /** @enum {string} */
                                        op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                        path: string;
                                        value?: (string | number | boolean) | (string | number | boolean)[] | {
                                            path: string;
                                        };
                                    }[];
                                };
                                id: string;
                                /** @enum {string} */
                                kind: "ratio";
                                per: {
                                    event: {
                                        name?: string;
                                        name_prefix?: string;
                                        names?: string[];
                                        source?: string;
                                        where?: {
                                            /** @enum {string} */
                                            op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                            path: string;
                                            value?: (string | number | boolean) | (string | number | boolean)[] | {
                                                path: string;
                                            };
                                        }[];
                                    };
                                    /** @description Adds up the value in this currency; without it events are counted. */
                                    sum?: string;
                                };
                                /** @description Adds up the value in this currency; without it events are counted. */
                                sum?: string;
                            };
                            saved_at: string;
                            /** @default [] */
                            secondary: ({
                                /**
                                 * @default more
                                 * @enum {string}
                                 */
                                better: "more" | "less";
                                /** @description Who does this at all. */
                                event: {
                                    name?: string;
                                    name_prefix?: string;
                                    names?: string[];
                                    source?: string;
                                    where?: {
                                        /** @enum {string} */
                                        op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                        path: string;
                                        value?: (string | number | boolean) | (string | number | boolean)[] | {
                                            path: string;
                                        };
                                    }[];
                                };
                                id: string;
                                /** @enum {string} */
                                kind: "share";
                            } | {
                                /**
                                 * @default more
                                 * @enum {string}
                                 */
                                better: "more" | "less";
                                event: {
                                    name?: string;
                                    name_prefix?: string;
                                    names?: string[];
                                    source?: string;
                                    where?: {
                                        /** @enum {string} */
                                        op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                        path: string;
                                        value?: (string | number | boolean) | (string | number | boolean)[] | {
                                            path: string;
                                        };
                                    }[];
                                };
                                id: string;
                                /** @enum {string} */
                                kind: "mean";
                                /** @description Adds up the value in this currency; without it events are counted. */
                                sum?: string;
                            } | {
                                /**
                                 * @default more
                                 * @enum {string}
                                 */
                                better: "more" | "less";
                                event: {
                                    name?: string;
                                    name_prefix?: string;
                                    names?: string[];
                                    source?: string;
                                    where?: {
                                        /** @enum {string} */
                                        op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                        path: string;
                                        value?: (string | number | boolean) | (string | number | boolean)[] | {
                                            path: string;
                                        };
                                    }[];
                                };
                                id: string;
                                /** @enum {string} */
                                kind: "ratio";
                                per: {
                                    event: {
                                        name?: string;
                                        name_prefix?: string;
                                        names?: string[];
                                        source?: string;
                                        where?: {
                                            /** @enum {string} */
                                            op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                            path: string;
                                            value?: (string | number | boolean) | (string | number | boolean)[] | {
                                                path: string;
                                            };
                                        }[];
                                    };
                                    /** @description Adds up the value in this currency; without it events are counted. */
                                    sum?: string;
                                };
                                /** @description Adds up the value in this currency; without it events are counted. */
                                sum?: string;
                            })[];
                            /** @description Only its members are assigned. */
                            segment?: string;
                            /** Format: date-time */
                            starts_at: string;
                            /** @enum {string} */
                            state: "planned" | "running" | "stopped";
                            /**
                             * @description The share of people who take part. It may change at any time: nobody changes their arm.
                             * @default 1
                             */
                            traffic: number;
                            /**
                             * @default person
                             * @enum {string}
                             */
                            unit: "person";
                            /**
                             * @description Days after their first exposure in which what people do counts.
                             * @default 28
                             */
                            window: number;
                        }[];
                    };
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getExperimentsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @default 0.05 */
                        alpha: number;
                        /** @description The first one is the control. */
                        arms: {
                            id: string;
                            /** @description In any unit: arms of 1 and 1 are halves. */
                            weight: number;
                        }[];
                        /**
                         * @default holm
                         * @enum {string}
                         */
                        correction: "holm" | "benjamini_hochberg";
                        /**
                         * @description The least relative change of the primary metric worth finding: .05 is 5 %.
                         * @default 0.05
                         */
                        effect: number;
                        /** Format: date-time */
                        ends_at?: string;
                        /** @description Its part of a group of experiments of which nobody is in two. */
                        exclusive?: {
                            from: number;
                            group: string;
                            to: number;
                        };
                        /**
                         * @description What must not get worse.
                         * @default []
                         */
                        guardrails: ({
                            /**
                             * @default more
                             * @enum {string}
                             */
                            better: "more" | "less";
                            /** @description Who does this at all. */
                            event: {
                                name?: string;
                                name_prefix?: string;
                                names?: string[];
                                source?: string;
                                where?: {
                                    /** @enum {string} */
                                    op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                    path: string;
                                    value?: (string | number | boolean) | (string | number | boolean)[] | {
                                        path: string;
                                    };
                                }[];
                            };
                            id: string;
                            /** @enum {string} */
                            kind: "share";
                        } | {
                            /**
                             * @default more
                             * @enum {string}
                             */
                            better: "more" | "less";
                            event: {
                                name?: string;
                                name_prefix?: string;
                                names?: string[];
                                source?: string;
                                where?: {
                                    /** @enum {string} */
                                    op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                    path: string;
                                    value?: (string | number | boolean) | (string | number | boolean)[] | {
                                        path: string;
                                    };
                                }[];
                            };
                            id: string;
                            /** @enum {string} */
                            kind: "mean";
                            /** @description Adds up the value in this currency; without it events are counted. */
                            sum?: string;
                        } | {
                            /**
                             * @default more
                             * @enum {string}
                             */
                            better: "more" | "less";
                            event: {
                                name?: string;
                                name_prefix?: string;
                                names?: string[];
                                source?: string;
                                where?: {
                                    /** @enum {string} */
                                    op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                    path: string;
                                    value?: (string | number | boolean) | (string | number | boolean)[] | {
                                        path: string;
                                    };
                                }[];
                            };
                            id: string;
                            /** @enum {string} */
                            kind: "ratio";
                            per: {
                                event: {
                                    name?: string;
                                    name_prefix?: string;
                                    names?: string[];
                                    source?: string;
                                    where?: {
                                        /** @enum {string} */
                                        op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                        path: string;
                                        value?: (string | number | boolean) | (string | number | boolean)[] | {
                                            path: string;
                                        };
                                    }[];
                                };
                                /** @description Adds up the value in this currency; without it events are counted. */
                                sum?: string;
                            };
                            /** @description Adds up the value in this currency; without it events are counted. */
                            sum?: string;
                        })[];
                        /** @default  */
                        hypothesis: string;
                        id: string;
                        /**
                         * @description Days before it of which the covariate of CUPED is made; 0 leaves it out.
                         * @default 28
                         */
                        lookback: number;
                        name: string;
                        /** @default 0.8 */
                        power: number;
                        primary: {
                            /**
                             * @default more
                             * @enum {string}
                             */
                            better: "more" | "less";
                            /** @description Who does this at all. */
                            event: {
                                name?: string;
                                name_prefix?: string;
                                names?: string[];
                                source?: string;
                                where?: {
                                    /** @enum {string} */
                                    op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                    path: string;
                                    value?: (string | number | boolean) | (string | number | boolean)[] | {
                                        path: string;
                                    };
                                }[];
                            };
                            id: string;
                            /** @enum {string} */
                            kind: "share";
                        } | {
                            /**
                             * @default more
                             * @enum {string}
                             */
                            better: "more" | "less";
                            event: {
                                name?: string;
                                name_prefix?: string;
                                names?: string[];
                                source?: string;
                                where?: {
                                    /** @enum {string} */
                                    op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                    path: string;
                                    value?: (string | number | boolean) | (string | number | boolean)[] | {
                                        path: string;
                                    };
                                }[];
                            };
                            id: string;
                            /** @enum {string} */
                            kind: "mean";
                            /** @description Adds up the value in this currency; without it events are counted. */
                            sum?: string;
                        } | {
                            /**
                             * @default more
                             * @enum {string}
                             */
                            better: "more" | "less";
                            event: {
                                name?: string;
                                name_prefix?: string;
                                names?: string[];
                                source?: string;
                                where?: {
                                    /** @enum {string} */
                                    op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                    path: string;
                                    value?: (string | number | boolean) | (string | number | boolean)[] | {
                                        path: string;
                                    };
                                }[];
                            };
                            id: string;
                            /** @enum {string} */
                            kind: "ratio";
                            per: {
                                event: {
                                    name?: string;
                                    name_prefix?: string;
                                    names?: string[];
                                    source?: string;
                                    where?: {
                                        /** @enum {string} */
                                        op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                        path: string;
                                        value?: (string | number | boolean) | (string | number | boolean)[] | {
                                            path: string;
                                        };
                                    }[];
                                };
                                /** @description Adds up the value in this currency; without it events are counted. */
                                sum?: string;
                            };
                            /** @description Adds up the value in this currency; without it events are counted. */
                            sum?: string;
                        };
                        saved_at: string;
                        /** @default [] */
                        secondary: ({
                            /**
                             * @default more
                             * @enum {string}
                             */
                            better: "more" | "less";
                            /** @description Who does this at all. */
                            event: {
                                name?: string;
                                name_prefix?: string;
                                names?: string[];
                                source?: string;
                                where?: {
                                    /** @enum {string} */
                                    op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                    path: string;
                                    value?: (string | number | boolean) | (string | number | boolean)[] | {
                                        path: string;
                                    };
                                }[];
                            };
                            id: string;
                            /** @enum {string} */
                            kind: "share";
                        } | {
                            /**
                             * @default more
                             * @enum {string}
                             */
                            better: "more" | "less";
                            event: {
                                name?: string;
                                name_prefix?: string;
                                names?: string[];
                                source?: string;
                                where?: {
                                    /** @enum {string} */
                                    op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                    path: string;
                                    value?: (string | number | boolean) | (string | number | boolean)[] | {
                                        path: string;
                                    };
                                }[];
                            };
                            id: string;
                            /** @enum {string} */
                            kind: "mean";
                            /** @description Adds up the value in this currency; without it events are counted. */
                            sum?: string;
                        } | {
                            /**
                             * @default more
                             * @enum {string}
                             */
                            better: "more" | "less";
                            event: {
                                name?: string;
                                name_prefix?: string;
                                names?: string[];
                                source?: string;
                                where?: {
                                    /** @enum {string} */
                                    op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                    path: string;
                                    value?: (string | number | boolean) | (string | number | boolean)[] | {
                                        path: string;
                                    };
                                }[];
                            };
                            id: string;
                            /** @enum {string} */
                            kind: "ratio";
                            per: {
                                event: {
                                    name?: string;
                                    name_prefix?: string;
                                    names?: string[];
                                    source?: string;
                                    where?: {
                                        /** @enum {string} */
                                        op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                        path: string;
                                        value?: (string | number | boolean) | (string | number | boolean)[] | {
                                            path: string;
                                        };
                                    }[];
                                };
                                /** @description Adds up the value in this currency; without it events are counted. */
                                sum?: string;
                            };
                            /** @description Adds up the value in this currency; without it events are counted. */
                            sum?: string;
                        })[];
                        /** @description Only its members are assigned. */
                        segment?: string;
                        /** Format: date-time */
                        starts_at: string;
                        /** @enum {string} */
                        state: "planned" | "running" | "stopped";
                        /**
                         * @description The share of people who take part. It may change at any time: nobody changes their arm.
                         * @default 1
                         */
                        traffic: number;
                        /**
                         * @default person
                         * @enum {string}
                         */
                        unit: "person";
                        /**
                         * @description Days after their first exposure in which what people do counts.
                         * @default 28
                         */
                        window: number;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putExperimentsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Blue button",
                 *       "arms": [
                 *         {
                 *           "id": "control",
                 *           "weight": 1
                 *         },
                 *         {
                 *           "id": "blue",
                 *           "weight": 1
                 *         }
                 *       ],
                 *       "traffic": 0.1,
                 *       "primary": {
                 *         "id": "buyers",
                 *         "kind": "share",
                 *         "event": {
                 *           "name": "Purchase"
                 *         }
                 *       },
                 *       "starts_at": "2024-05-01T00:00:00Z"
                 *     }
                 */
                "application/json": {
                    /** @default 0.05 */
                    alpha?: number;
                    /** @description The first one is the control. */
                    arms: {
                        id: string;
                        /** @description In any unit: arms of 1 and 1 are halves. */
                        weight: number;
                    }[];
                    /**
                     * @default holm
                     * @enum {string}
                     */
                    correction?: "holm" | "benjamini_hochberg";
                    /**
                     * @description The least relative change of the primary metric worth finding: .05 is 5 %.
                     * @default 0.05
                     */
                    effect?: number;
                    /** Format: date-time */
                    ends_at?: string;
                    /** @description Its part of a group of experiments of which nobody is in two. */
                    exclusive?: {
                        from: number;
                        group: string;
                        to: number;
                    };
                    /**
                     * @description What must not get worse.
                     * @default []
                     */
                    guardrails?: ({
                        /**
                         * @default more
                         * @enum {string}
                         */
                        better?: "more" | "less";
                        /** @description Who does this at all. */
                        event: {
                            name?: string;
                            name_prefix?: string;
                            names?: string[];
                            source?: string;
                            where?: {
                                /** @enum {string} */
                                op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                path: string;
                                value?: (string | number | boolean) | (string | number | boolean)[] | {
                                    path: string;
                                };
                            }[];
                        };
                        id: string;
                        /** @enum {string} */
                        kind: "share";
                    } | {
                        /**
                         * @default more
                         * @enum {string}
                         */
                        better?: "more" | "less";
                        event: {
                            name?: string;
                            name_prefix?: string;
                            names?: string[];
                            source?: string;
                            where?: {
                                /** @enum {string} */
                                op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                path: string;
                                value?: (string | number | boolean) | (string | number | boolean)[] | {
                                    path: string;
                                };
                            }[];
                        };
                        id: string;
                        /** @enum {string} */
                        kind: "mean";
                        /** @description Adds up the value in this currency; without it events are counted. */
                        sum?: string;
                    } | {
                        /**
                         * @default more
                         * @enum {string}
                         */
                        better?: "more" | "less";
                        event: {
                            name?: string;
                            name_prefix?: string;
                            names?: string[];
                            source?: string;
                            where?: {
                                /** @enum {string} */
                                op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                path: string;
                                value?: (string | number | boolean) | (string | number | boolean)[] | {
                                    path: string;
                                };
                            }[];
                        };
                        id: string;
                        /** @enum {string} */
                        kind: "ratio";
                        per: {
                            event: {
                                name?: string;
                                name_prefix?: string;
                                names?: string[];
                                source?: string;
                                where?: {
                                    /** @enum {string} */
                                    op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                    path: string;
                                    value?: (string | number | boolean) | (string | number | boolean)[] | {
                                        path: string;
                                    };
                                }[];
                            };
                            /** @description Adds up the value in this currency; without it events are counted. */
                            sum?: string;
                        };
                        /** @description Adds up the value in this currency; without it events are counted. */
                        sum?: string;
                    })[];
                    /** @default  */
                    hypothesis?: string;
                    /**
                     * @description Days before it of which the covariate of CUPED is made; 0 leaves it out.
                     * @default 28
                     */
                    lookback?: number;
                    name: string;
                    /** @default 0.8 */
                    power?: number;
                    primary: {
                        /**
                         * @default more
                         * @enum {string}
                         */
                        better?: "more" | "less";
                        /** @description Who does this at all. */
                        event: {
                            name?: string;
                            name_prefix?: string;
                            names?: string[];
                            source?: string;
                            where?: {
                                /** @enum {string} */
                                op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                path: string;
                                value?: (string | number | boolean) | (string | number | boolean)[] | {
                                    path: string;
                                };
                            }[];
                        };
                        id: string;
                        /** @enum {string} */
                        kind: "share";
                    } | {
                        /**
                         * @default more
                         * @enum {string}
                         */
                        better?: "more" | "less";
                        event: {
                            name?: string;
                            name_prefix?: string;
                            names?: string[];
                            source?: string;
                            where?: {
                                /** @enum {string} */
                                op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                path: string;
                                value?: (string | number | boolean) | (string | number | boolean)[] | {
                                    path: string;
                                };
                            }[];
                        };
                        id: string;
                        /** @enum {string} */
                        kind: "mean";
                        /** @description Adds up the value in this currency; without it events are counted. */
                        sum?: string;
                    } | {
                        /**
                         * @default more
                         * @enum {string}
                         */
                        better?: "more" | "less";
                        event: {
                            name?: string;
                            name_prefix?: string;
                            names?: string[];
                            source?: string;
                            where?: {
                                /** @enum {string} */
                                op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                path: string;
                                value?: (string | number | boolean) | (string | number | boolean)[] | {
                                    path: string;
                                };
                            }[];
                        };
                        id: string;
                        /** @enum {string} */
                        kind: "ratio";
                        per: {
                            event: {
                                name?: string;
                                name_prefix?: string;
                                names?: string[];
                                source?: string;
                                where?: {
                                    /** @enum {string} */
                                    op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                    path: string;
                                    value?: (string | number | boolean) | (string | number | boolean)[] | {
                                        path: string;
                                    };
                                }[];
                            };
                            /** @description Adds up the value in this currency; without it events are counted. */
                            sum?: string;
                        };
                        /** @description Adds up the value in this currency; without it events are counted. */
                        sum?: string;
                    };
                    /** @default [] */
                    secondary?: ({
                        /**
                         * @default more
                         * @enum {string}
                         */
                        better?: "more" | "less";
                        /** @description Who does this at all. */
                        event: {
                            name?: string;
                            name_prefix?: string;
                            names?: string[];
                            source?: string;
                            where?: {
                                /** @enum {string} */
                                op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                path: string;
                                value?: (string | number | boolean) | (string | number | boolean)[] | {
                                    path: string;
                                };
                            }[];
                        };
                        id: string;
                        /** @enum {string} */
                        kind: "share";
                    } | {
                        /**
                         * @default more
                         * @enum {string}
                         */
                        better?: "more" | "less";
                        event: {
                            name?: string;
                            name_prefix?: string;
                            names?: string[];
                            source?: string;
                            where?: {
                                /** @enum {string} */
                                op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                path: string;
                                value?: (string | number | boolean) | (string | number | boolean)[] | {
                                    path: string;
                                };
                            }[];
                        };
                        id: string;
                        /** @enum {string} */
                        kind: "mean";
                        /** @description Adds up the value in this currency; without it events are counted. */
                        sum?: string;
                    } | {
                        /**
                         * @default more
                         * @enum {string}
                         */
                        better?: "more" | "less";
                        event: {
                            name?: string;
                            name_prefix?: string;
                            names?: string[];
                            source?: string;
                            where?: {
                                /** @enum {string} */
                                op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                path: string;
                                value?: (string | number | boolean) | (string | number | boolean)[] | {
                                    path: string;
                                };
                            }[];
                        };
                        id: string;
                        /** @enum {string} */
                        kind: "ratio";
                        per: {
                            event: {
                                name?: string;
                                name_prefix?: string;
                                names?: string[];
                                source?: string;
                                where?: {
                                    /** @enum {string} */
                                    op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                    path: string;
                                    value?: (string | number | boolean) | (string | number | boolean)[] | {
                                        path: string;
                                    };
                                }[];
                            };
                            /** @description Adds up the value in this currency; without it events are counted. */
                            sum?: string;
                        };
                        /** @description Adds up the value in this currency; without it events are counted. */
                        sum?: string;
                    })[];
                    /** @description Only its members are assigned. */
                    segment?: string;
                    /** Format: date-time */
                    starts_at: string;
                    /**
                     * @description The share of people who take part. It may change at any time: nobody changes their arm.
                     * @default 1
                     */
                    traffic?: number;
                    /**
                     * @default person
                     * @enum {string}
                     */
                    unit?: "person";
                    /**
                     * @description Days after their first exposure in which what people do counts.
                     * @default 28
                     */
                    window?: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @default 0.05 */
                        alpha: number;
                        /** @description The first one is the control. */
                        arms: {
                            id: string;
                            /** @description In any unit: arms of 1 and 1 are halves. */
                            weight: number;
                        }[];
                        /**
                         * @default holm
                         * @enum {string}
                         */
                        correction: "holm" | "benjamini_hochberg";
                        /**
                         * @description The least relative change of the primary metric worth finding: .05 is 5 %.
                         * @default 0.05
                         */
                        effect: number;
                        /** Format: date-time */
                        ends_at?: string;
                        /** @description Its part of a group of experiments of which nobody is in two. */
                        exclusive?: {
                            from: number;
                            group: string;
                            to: number;
                        };
                        /**
                         * @description What must not get worse.
                         * @default []
                         */
                        guardrails: ({
                            /**
                             * @default more
                             * @enum {string}
                             */
                            better: "more" | "less";
                            /** @description Who does this at all. */
                            event: {
                                name?: string;
                                name_prefix?: string;
                                names?: string[];
                                source?: string;
                                where?: {
                                    /** @enum {string} */
                                    op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                    path: string;
                                    value?: (string | number | boolean) | (string | number | boolean)[] | {
                                        path: string;
                                    };
                                }[];
                            };
                            id: string;
                            /** @enum {string} */
                            kind: "share";
                        } | {
                            /**
                             * @default more
                             * @enum {string}
                             */
                            better: "more" | "less";
                            event: {
                                name?: string;
                                name_prefix?: string;
                                names?: string[];
                                source?: string;
                                where?: {
                                    /** @enum {string} */
                                    op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                    path: string;
                                    value?: (string | number | boolean) | (string | number | boolean)[] | {
                                        path: string;
                                    };
                                }[];
                            };
                            id: string;
                            /** @enum {string} */
                            kind: "mean";
                            /** @description Adds up the value in this currency; without it events are counted. */
                            sum?: string;
                        } | {
                            /**
                             * @default more
                             * @enum {string}
                             */
                            better: "more" | "less";
                            event: {
                                name?: string;
                                name_prefix?: string;
                                names?: string[];
                                source?: string;
                                where?: {
                                    /** @enum {string} */
                                    op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                    path: string;
                                    value?: (string | number | boolean) | (string | number | boolean)[] | {
                                        path: string;
                                    };
                                }[];
                            };
                            id: string;
                            /** @enum {string} */
                            kind: "ratio";
                            per: {
                                event: {
                                    name?: string;
                                    name_prefix?: string;
                                    names?: string[];
                                    source?: string;
                                    where?: {
                                        /** @enum {string} */
                                        op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                        path: string;
                                        value?: (string | number | boolean) | (string | number | boolean)[] | {
                                            path: string;
                                        };
                                    }[];
                                };
                                /** @description Adds up the value in this currency; without it events are counted. */
                                sum?: string;
                            };
                            /** @description Adds up the value in this currency; without it events are counted. */
                            sum?: string;
                        })[];
                        /** @default  */
                        hypothesis: string;
                        id: string;
                        /**
                         * @description Days before it of which the covariate of CUPED is made; 0 leaves it out.
                         * @default 28
                         */
                        lookback: number;
                        name: string;
                        /** @default 0.8 */
                        power: number;
                        primary: {
                            /**
                             * @default more
                             * @enum {string}
                             */
                            better: "more" | "less";
                            /** @description Who does this at all. */
                            event: {
                                name?: string;
                                name_prefix?: string;
                                names?: string[];
                                source?: string;
                                where?: {
                                    /** @enum {string} */
                                    op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                    path: string;
                                    value?: (string | number | boolean) | (string | number | boolean)[] | {
                                        path: string;
                                    };
                                }[];
                            };
                            id: string;
                            /** @enum {string} */
                            kind: "share";
                        } | {
                            /**
                             * @default more
                             * @enum {string}
                             */
                            better: "more" | "less";
                            event: {
                                name?: string;
                                name_prefix?: string;
                                names?: string[];
                                source?: string;
                                where?: {
                                    /** @enum {string} */
                                    op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                    path: string;
                                    value?: (string | number | boolean) | (string | number | boolean)[] | {
                                        path: string;
                                    };
                                }[];
                            };
                            id: string;
                            /** @enum {string} */
                            kind: "mean";
                            /** @description Adds up the value in this currency; without it events are counted. */
                            sum?: string;
                        } | {
                            /**
                             * @default more
                             * @enum {string}
                             */
                            better: "more" | "less";
                            event: {
                                name?: string;
                                name_prefix?: string;
                                names?: string[];
                                source?: string;
                                where?: {
                                    /** @enum {string} */
                                    op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                    path: string;
                                    value?: (string | number | boolean) | (string | number | boolean)[] | {
                                        path: string;
                                    };
                                }[];
                            };
                            id: string;
                            /** @enum {string} */
                            kind: "ratio";
                            per: {
                                event: {
                                    name?: string;
                                    name_prefix?: string;
                                    names?: string[];
                                    source?: string;
                                    where?: {
                                        /** @enum {string} */
                                        op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                        path: string;
                                        value?: (string | number | boolean) | (string | number | boolean)[] | {
                                            path: string;
                                        };
                                    }[];
                                };
                                /** @description Adds up the value in this currency; without it events are counted. */
                                sum?: string;
                            };
                            /** @description Adds up the value in this currency; without it events are counted. */
                            sum?: string;
                        };
                        saved_at: string;
                        /** @default [] */
                        secondary: ({
                            /**
                             * @default more
                             * @enum {string}
                             */
                            better: "more" | "less";
                            /** @description Who does this at all. */
                            event: {
                                name?: string;
                                name_prefix?: string;
                                names?: string[];
                                source?: string;
                                where?: {
                                    /** @enum {string} */
                                    op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                    path: string;
                                    value?: (string | number | boolean) | (string | number | boolean)[] | {
                                        path: string;
                                    };
                                }[];
                            };
                            id: string;
                            /** @enum {string} */
                            kind: "share";
                        } | {
                            /**
                             * @default more
                             * @enum {string}
                             */
                            better: "more" | "less";
                            event: {
                                name?: string;
                                name_prefix?: string;
                                names?: string[];
                                source?: string;
                                where?: {
                                    /** @enum {string} */
                                    op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                    path: string;
                                    value?: (string | number | boolean) | (string | number | boolean)[] | {
                                        path: string;
                                    };
                                }[];
                            };
                            id: string;
                            /** @enum {string} */
                            kind: "mean";
                            /** @description Adds up the value in this currency; without it events are counted. */
                            sum?: string;
                        } | {
                            /**
                             * @default more
                             * @enum {string}
                             */
                            better: "more" | "less";
                            event: {
                                name?: string;
                                name_prefix?: string;
                                names?: string[];
                                source?: string;
                                where?: {
                                    /** @enum {string} */
                                    op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                    path: string;
                                    value?: (string | number | boolean) | (string | number | boolean)[] | {
                                        path: string;
                                    };
                                }[];
                            };
                            id: string;
                            /** @enum {string} */
                            kind: "ratio";
                            per: {
                                event: {
                                    name?: string;
                                    name_prefix?: string;
                                    names?: string[];
                                    source?: string;
                                    where?: {
                                        /** @enum {string} */
                                        op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                        path: string;
                                        value?: (string | number | boolean) | (string | number | boolean)[] | {
                                            path: string;
                                        };
                                    }[];
                                };
                                /** @description Adds up the value in this currency; without it events are counted. */
                                sum?: string;
                            };
                            /** @description Adds up the value in this currency; without it events are counted. */
                            sum?: string;
                        })[];
                        /** @description Only its members are assigned. */
                        segment?: string;
                        /** Format: date-time */
                        starts_at: string;
                        /** @enum {string} */
                        state: "planned" | "running" | "stopped";
                        /**
                         * @description The share of people who take part. It may change at any time: nobody changes their arm.
                         * @default 1
                         */
                        traffic: number;
                        /**
                         * @default person
                         * @enum {string}
                         */
                        unit: "person";
                        /**
                         * @description Days after their first exposure in which what people do counts.
                         * @default 28
                         */
                        window: number;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteExperimentsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getExperimentsByIdAssignment: {
        parameters: {
            query?: {
                /** @description TYPE:VALUE with a type of external_id, email, phone, idfa, gaid, idfv, ttp, ttclid, anonymous_id. */
                identifier?: string;
                person?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        arm: string | null;
                        experiment: string;
                        person: string;
                        /**
                         * @description Why in no arm: of the global holdout, of another experiment of the group, beyond the traffic, no member of the segment, not running
                         * @enum {string}
                         */
                        reason: "assigned" | "holdout" | "excluded" | "traffic" | "segment" | "planned" | "stopped";
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getExperimentsByIdResults: {
        parameters: {
            query?: {
                /** @description The same for what was received until then: an instant, or Unix ms. */
                min_watermark?: string;
                /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                wait?: "true" | "false";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        arms: {
                            arm: string;
                            people: number;
                            planned: number;
                        }[];
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        days_left: number | null;
                        decision: {
                            arm: string | null;
                            text: string;
                            /** @enum {string} */
                            verdict: "waiting" | "broken" | "harmful" | "better" | "worse" | "no_difference" | "continue";
                        };
                        /** @description The least relative effect that is found with the people of now */
                        detectable_effect: number | null;
                        /** @description Persons who were shown more than one arm, or one that there is not: they count nowhere */
                        excluded: number;
                        experiment: string;
                        from: string;
                        /** @description In all arms together, to find the effect planned */
                        people_needed: number | null;
                        /** @description Empty while an arm has fewer than 100 people */
                        rows: {
                            arm: string;
                            /** @enum {string} */
                            better: "more" | "less";
                            control: number | null;
                            /** @description The difference, in the unit of the metric */
                            effect: {
                                /** @description Has the true value in it at all looks together, however often one looks */
                                always: {
                                    high: number;
                                    low: number;
                                };
                                /** @description For who looks once, at the end */
                                fixed: {
                                    high: number;
                                    low: number;
                                };
                                value: number;
                            } | null;
                            /** @description People who converted beyond those who would have as the control; of shares */
                            incremental: {
                                conversions: number;
                                high: number;
                                low: number;
                            } | null;
                            /** @description What each of them has cost; no high end where there may be none */
                            incremental_cpa: {
                                currency: string;
                                high: number | null;
                                low: number;
                                value: number;
                            }[];
                            metric: string;
                            /** @description May be looked at again and again; corrected for the number of arms and metrics, but not of guard-rails */
                            p: number | null;
                            /** @description For who looks once; not corrected */
                            p_fixed: number | null;
                            people: number;
                            /** @description The difference as a share of the control's value; null where that may be 0 */
                            relative: {
                                /** @description Has the true value in it at all looks together, however often one looks */
                                always: {
                                    high: number;
                                    low: number;
                                };
                                /** @description For who looks once, at the end */
                                fixed: {
                                    high: number;
                                    low: number;
                                };
                                value: number;
                            } | null;
                            /** @enum {string} */
                            role: "primary" | "guardrail" | "secondary";
                            value: number | null;
                            /** @description The share of the noise that was taken away by what people did before (CUPED) */
                            variance_reduction: number | null;
                        }[];
                        sample_ratio: {
                            /** @description Arms of other sizes than planned (p below .001): no figure can be believed */
                            alarm: boolean;
                            p: number | null;
                            /** @description Where it comes from, the worst first */
                            parts: {
                                /** @enum {string} */
                                by: "day" | "source" | "device";
                                key: string;
                                p: number;
                                people: number[];
                            }[];
                        };
                        /** @enum {string} */
                        state: "planned" | "running" | "stopped";
                        to: string;
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getExposurePolicies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        policies: {
                            /** @description Ids of campaigns whose impressions count together. Default: those of all. */
                            campaigns?: string[];
                            cap: {
                                /**
                                 * @description In place of a number: all exposures before the fatigue point.
                                 * @enum {string}
                                 */
                                from?: "fatigue";
                                /** @description Somebody who has seen so many sees no more. */
                                impressions?: number;
                                /**
                                 * @description By what fatigue is told; ctr unless told.
                                 * @enum {string}
                                 */
                                metric?: "ctr";
                                /** @description In how long they count. */
                                within: string;
                            };
                            /** @description How long people are left alone at least after the impression that reached the cap; 0s: not at all. */
                            cool_down: string;
                            created_at: string;
                            /**
                             * @description Where people over the cap are kept as an audience of their own, to be excluded.
                             * @default []
                             */
                            destinations: string[];
                            /** @description The destinations that keep it: they belong to the policy, too */
                            exclusions: string[];
                            /** @default [] */
                            higher: {
                                /** @description ... have this cap, where it is the greatest of theirs. */
                                impressions: number;
                                /** @description Its members, such as people who are likely to convert ... */
                                segment: string;
                            }[];
                            id: string;
                            /** @description The cap that the segment has at present */
                            in_force: {
                                /** @description Where the number comes from; null where it was given */
                                fatigue: {
                                    found: number;
                                    /** @description Of impressions from this instant on */
                                    from: string;
                                    high: number | null;
                                    low: number;
                                    /** @description The first exposure that is clicked less than those before it, and not by chance */
                                    n: number;
                                    p: number;
                                    to: string;
                                } | null;
                                impressions: number;
                            };
                            name: string;
                            saved_at: string;
                            /** @description Of people over the cap: it belongs to the policy */
                            segment: string;
                        }[];
                    };
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getExposurePoliciesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Ids of campaigns whose impressions count together. Default: those of all. */
                        campaigns?: string[];
                        cap: {
                            /**
                             * @description In place of a number: all exposures before the fatigue point.
                             * @enum {string}
                             */
                            from?: "fatigue";
                            /** @description Somebody who has seen so many sees no more. */
                            impressions?: number;
                            /**
                             * @description By what fatigue is told; ctr unless told.
                             * @enum {string}
                             */
                            metric?: "ctr";
                            /** @description In how long they count. */
                            within: string;
                        };
                        /** @description How long people are left alone at least after the impression that reached the cap; 0s: not at all. */
                        cool_down: string;
                        created_at: string;
                        /**
                         * @description Where people over the cap are kept as an audience of their own, to be excluded.
                         * @default []
                         */
                        destinations: string[];
                        /** @description The destinations that keep it: they belong to the policy, too */
                        exclusions: string[];
                        /** @default [] */
                        higher: {
                            /** @description ... have this cap, where it is the greatest of theirs. */
                            impressions: number;
                            /** @description Its members, such as people who are likely to convert ... */
                            segment: string;
                        }[];
                        id: string;
                        /** @description The cap that the segment has at present */
                        in_force: {
                            /** @description Where the number comes from; null where it was given */
                            fatigue: {
                                found: number;
                                /** @description Of impressions from this instant on */
                                from: string;
                                high: number | null;
                                low: number;
                                /** @description The first exposure that is clicked less than those before it, and not by chance */
                                n: number;
                                p: number;
                                to: string;
                            } | null;
                            impressions: number;
                        };
                        name: string;
                        saved_at: string;
                        /** @description Of people over the cap: it belongs to the policy */
                        segment: string;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putExposurePoliciesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Spring",
                 *       "campaigns": [
                 *         "1700000000000001",
                 *         "1700000000000002"
                 *       ],
                 *       "cap": {
                 *         "impressions": 5,
                 *         "within": "7d"
                 *       },
                 *       "cool_down": "2d",
                 *       "higher": [
                 *         {
                 *           "segment": "repeat-buyers",
                 *           "impressions": 8
                 *         }
                 *       ],
                 *       "destinations": [
                 *         "crm"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description Ids of campaigns whose impressions count together. Default: those of all. */
                    campaigns?: string[];
                    cap: {
                        /**
                         * @description In place of a number: all exposures before the fatigue point.
                         * @enum {string}
                         */
                        from?: "fatigue";
                        /** @description Somebody who has seen so many sees no more. */
                        impressions?: number;
                        /**
                         * @description By what fatigue is told; ctr unless told.
                         * @enum {string}
                         */
                        metric?: "ctr";
                        /** @description In how long they count. */
                        within: string;
                    };
                    /** @description How long people are left alone at least after the impression that reached the cap; 0s: not at all. */
                    cool_down: string;
                    /**
                     * @description Where people over the cap are kept as an audience of their own, to be excluded.
                     * @default []
                     */
                    destinations?: string[];
                    /** @default [] */
                    higher?: {
                        /** @description ... have this cap, where it is the greatest of theirs. */
                        impressions: number;
                        /** @description Its members, such as people who are likely to convert ... */
                        segment: string;
                    }[];
                    name: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Ids of campaigns whose impressions count together. Default: those of all. */
                        campaigns?: string[];
                        cap: {
                            /**
                             * @description In place of a number: all exposures before the fatigue point.
                             * @enum {string}
                             */
                            from?: "fatigue";
                            /** @description Somebody who has seen so many sees no more. */
                            impressions?: number;
                            /**
                             * @description By what fatigue is told; ctr unless told.
                             * @enum {string}
                             */
                            metric?: "ctr";
                            /** @description In how long they count. */
                            within: string;
                        };
                        /** @description How long people are left alone at least after the impression that reached the cap; 0s: not at all. */
                        cool_down: string;
                        created_at: string;
                        /**
                         * @description Where people over the cap are kept as an audience of their own, to be excluded.
                         * @default []
                         */
                        destinations: string[];
                        /** @description The destinations that keep it: they belong to the policy, too */
                        exclusions: string[];
                        /** @default [] */
                        higher: {
                            /** @description ... have this cap, where it is the greatest of theirs. */
                            impressions: number;
                            /** @description Its members, such as people who are likely to convert ... */
                            segment: string;
                        }[];
                        id: string;
                        /** @description The cap that the segment has at present */
                        in_force: {
                            /** @description Where the number comes from; null where it was given */
                            fatigue: {
                                found: number;
                                /** @description Of impressions from this instant on */
                                from: string;
                                high: number | null;
                                low: number;
                                /** @description The first exposure that is clicked less than those before it, and not by chance */
                                n: number;
                                p: number;
                                to: string;
                            } | null;
                            impressions: number;
                        };
                        name: string;
                        saved_at: string;
                        /** @description Of people over the cap: it belongs to the policy */
                        segment: string;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteExposurePoliciesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getExposurePoliciesByIdBidHints: {
        parameters: {
            query?: {
                /** @description Of history, up to now. */
                days?: number;
                /** @description csv: as a table (text/csv). */
                format?: "json" | "csv";
                /** @description Rows of fewer persons show no figures. */
                min_group?: number;
                /** @description The same for what was received until then: an instant, or Unix ms. */
                min_watermark?: string;
                /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                wait?: "true" | "false";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description JSON, or CSV with format=csv */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        from: string;
                        policy: string;
                        /** @description By the n-th exposure to the policy’s campaigns, up to the one beyond the cap and all after it */
                        rows: {
                            /**
                             * @description This one and all after it
                             * @enum {boolean}
                             */
                            and_more?: true;
                            /** @description Events AdClick */
                            clicks: number | null;
                            /** @description Completions, as a share of plays whose duration is known */
                            completion_rate: {
                                high: number | null;
                                low: number | null;
                                value: number | null;
                            };
                            conversions: number | null;
                            /** @description Impressions with a click, as a share of impressions */
                            ctr: {
                                high: number | null;
                                low: number | null;
                                value: number | null;
                            };
                            /** @description Conversions / (clicks + landings), as in reports; without an interval where they are more */
                            cvr: {
                                high: number | null;
                                low: number | null;
                                value: number | null;
                            };
                            impressions: number | null;
                            /** @description Clicks that only their landing tells of */
                            landings: number | null;
                            /** @description What one more conversion costs at this exposure: its spend / its conversions */
                            marginal_cpa: {
                                [key: string]: number | null;
                            } | null;
                            /** @description Conversions per impression of this exposure / conversions per impression of all rows that show figures; null without any */
                            multiplier: number | null;
                            /** @description The n-th impression of the person */
                            n: number;
                            /** @description Null, as all else, where they are fewer than min_group */
                            persons: number | null;
                            spend: {
                                [key: string]: number;
                            } | null;
                        }[];
                        to: string;
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                    };
                    "text/csv": string;
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getExposurePoliciesByIdEffect: {
        parameters: {
            query?: {
                /** @description The same for what was received until then: an instant, or Unix ms. */
                min_watermark?: string;
                /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                wait?: "true" | "false";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        effect: {
                            difference: {
                                /** @description Of people under the policy less those of the holdout, with its interval of 95 %; null where too few can be compared */
                                conversion_share: {
                                    high: number;
                                    low: number;
                                    p: number;
                                    value: number;
                                } | null;
                                /** @description Of people under the policy less those of the holdout, with its interval of 95 %; null where too few can be compared */
                                impressions_per_person: {
                                    high: number;
                                    low: number;
                                    p: number;
                                    value: number;
                                } | null;
                            };
                            /** @description People of the holdout, who are excluded nowhere */
                            held: {
                                /** @description Of people, those who converted */
                                conversion_share: number | null;
                                conversions: number;
                                converters: number;
                                impressions: number;
                                impressions_per_person: number | null;
                                people: number;
                                spend: {
                                    [key: string]: number;
                                };
                            };
                            /** @description People under the policy */
                            treated: {
                                /** @description Of people, those who converted */
                                conversion_share: number | null;
                                conversions: number;
                                converters: number;
                                impressions: number;
                                impressions_per_person: number | null;
                                people: number;
                                spend: {
                                    [key: string]: number;
                                };
                            };
                        } | null;
                        from: string;
                        /** @description The share of people in it */
                        holdout: number;
                        policy: string;
                        text: string;
                        to: string;
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postExposurePoliciesByIdRefresh: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Ids of campaigns whose impressions count together. Default: those of all. */
                        campaigns?: string[];
                        cap: {
                            /**
                             * @description In place of a number: all exposures before the fatigue point.
                             * @enum {string}
                             */
                            from?: "fatigue";
                            /** @description Somebody who has seen so many sees no more. */
                            impressions?: number;
                            /**
                             * @description By what fatigue is told; ctr unless told.
                             * @enum {string}
                             */
                            metric?: "ctr";
                            /** @description In how long they count. */
                            within: string;
                        };
                        /** @description How long people are left alone at least after the impression that reached the cap; 0s: not at all. */
                        cool_down: string;
                        created_at: string;
                        /**
                         * @description Where people over the cap are kept as an audience of their own, to be excluded.
                         * @default []
                         */
                        destinations: string[];
                        /** @description The destinations that keep it: they belong to the policy, too */
                        exclusions: string[];
                        /** @default [] */
                        higher: {
                            /** @description ... have this cap, where it is the greatest of theirs. */
                            impressions: number;
                            /** @description Its members, such as people who are likely to convert ... */
                            segment: string;
                        }[];
                        id: string;
                        /** @description The cap that the segment has at present */
                        in_force: {
                            /** @description Where the number comes from; null where it was given */
                            fatigue: {
                                found: number;
                                /** @description Of impressions from this instant on */
                                from: string;
                                high: number | null;
                                low: number;
                                /** @description The first exposure that is clicked less than those before it, and not by chance */
                                n: number;
                                p: number;
                                to: string;
                            } | null;
                            impressions: number;
                        };
                        name: string;
                        saved_at: string;
                        /** @description Of people over the cap: it belongs to the policy */
                        segment: string;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postExposurePoliciesSimulate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "cap": {
                 *         "impressions": 5,
                 *         "within": "7d"
                 *       },
                 *       "cool_down": "2d",
                 *       "days": 30
                 *     }
                 */
                "application/json": {
                    /** @description Ids of campaigns whose impressions count together. Default: those of all. */
                    campaigns?: string[];
                    cap: {
                        /**
                         * @description In place of a number: all exposures before the fatigue point.
                         * @enum {string}
                         */
                        from?: "fatigue";
                        /** @description Somebody who has seen so many sees no more. */
                        impressions?: number;
                        /**
                         * @description By what fatigue is told; ctr unless told.
                         * @enum {string}
                         */
                        metric?: "ctr";
                        /** @description In how long they count. */
                        within: string;
                    };
                    /** @description How long people are left alone at least after the impression that reached the cap; 0s: not at all. */
                    cool_down: string;
                    /**
                     * @description Of history, up to now.
                     * @default 30
                     */
                    days?: number;
                    /**
                     * @description Where people over the cap are kept as an audience of their own, to be excluded.
                     * @default []
                     */
                    destinations?: string[];
                    /** @default [] */
                    higher?: {
                        /** @description ... have this cap, where it is the greatest of theirs. */
                        impressions: number;
                        /** @description Its members, such as people who are likely to convert ... */
                        segment: string;
                    }[];
                    /**
                     * @description Figures of fewer persons are null.
                     * @default 0
                     */
                    min_group?: number;
                    /** @description The same for what was received until then: an instant, or Unix ms. */
                    min_watermark?: string | number;
                    /** @default Simulated */
                    name?: string;
                    /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                    wait?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        /** @description Whose newest impression before them is one of these, within the window of the exposure analysis */
                        conversions: number | null;
                        /** @description Of these, where that impression would have been spared: at worst they are lost */
                        conversions_at_stake: number | null;
                        /** @description How many persons these are */
                        converters_at_stake: number | null;
                        from: string;
                        impressions: number | null;
                        impressions_spared: number | null;
                        /** @description The cap that the policy would have */
                        in_force: {
                            /** @description Where the number comes from; null where it was given */
                            fatigue: {
                                found: number;
                                /** @description Of impressions from this instant on */
                                from: string;
                                high: number | null;
                                low: number;
                                /** @description The first exposure that is clicked less than those before it, and not by chance */
                                n: number;
                                p: number;
                                to: string;
                            } | null;
                            impressions: number;
                        };
                        /** @description Who were shown an ad of the campaigns */
                        persons: number | null;
                        /** @description Of whom an impression would have been spared */
                        persons_over: number | null;
                        spend: {
                            [key: string]: number;
                        } | null;
                        /** @description Of spared impressions, and of what followed them */
                        spend_spared: {
                            [key: string]: number;
                        } | null;
                        to: string;
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getHoldout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Of all people. Raising it takes people out of experiments that run. */
                        share: number;
                    };
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putHoldout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "share": 0.05
                 *     }
                 */
                "application/json": {
                    /** @description Of all people. Raising it takes people out of experiments that run. */
                    share: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Of all people. Raising it takes people out of experiments that run. */
                        share: number;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJourneys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        journeys: {
                            description?: string;
                            entry: {
                                event?: components["schemas"]["JsonValue"];
                                segment?: string;
                                triggers: {
                                    destination: string;
                                }[];
                            };
                            exits: {
                                event?: components["schemas"]["JsonValue"];
                                if?: components["schemas"]["Rule"];
                            }[];
                            goal?: {
                                event?: components["schemas"]["JsonValue"];
                                if?: components["schemas"]["Rule"];
                                triggers: {
                                    destination: string;
                                }[];
                            };
                            id: string;
                            /** @description How long the journey goes on after the event of the entry. */
                            lasts: string;
                            min_size?: number;
                            name: string;
                            /** @description Nobody is at two of them */
                            places: {
                                /** @enum {boolean} */
                                below_min_size?: true;
                                /** @description Null while it is below min_size */
                                people: number | null;
                                /** @description The segment of the people who are there */
                                segment: string;
                                /** @enum {string} */
                                status: "live" | "backfilling";
                                /** @description "entry", a step, or "goal" */
                                step: string;
                                /** @description Thresholds that the rule compares with and that are not published: until they are, it has no members */
                                unresolved?: string[];
                            }[];
                            purposes?: ("storage" | "profiling" | "personalised_ads" | "measurement" | "modelling")[];
                            /**
                             * @description What another event of the entry does: begin anew, the same but never after the goal, or end it for good.
                             * @default restart
                             * @enum {string}
                             */
                            reentry: "restart" | "not_after_goal" | "never";
                            saved_at: string;
                            steps: {
                                after?: string;
                                event?: components["schemas"]["JsonValue"];
                                id: string;
                                if?: components["schemas"]["Rule"];
                                name?: string;
                                triggers: {
                                    destination: string;
                                }[];
                                wait?: string;
                            }[];
                        }[];
                    };
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJourneysById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        description?: string;
                        entry: {
                            event?: components["schemas"]["JsonValue"];
                            segment?: string;
                            triggers: {
                                destination: string;
                            }[];
                        };
                        exits: {
                            event?: components["schemas"]["JsonValue"];
                            if?: components["schemas"]["Rule"];
                        }[];
                        goal?: {
                            event?: components["schemas"]["JsonValue"];
                            if?: components["schemas"]["Rule"];
                            triggers: {
                                destination: string;
                            }[];
                        };
                        id: string;
                        /** @description How long the journey goes on after the event of the entry. */
                        lasts: string;
                        min_size?: number;
                        name: string;
                        /** @description Nobody is at two of them */
                        places: {
                            /** @enum {boolean} */
                            below_min_size?: true;
                            /** @description Null while it is below min_size */
                            people: number | null;
                            /** @description The segment of the people who are there */
                            segment: string;
                            /** @enum {string} */
                            status: "live" | "backfilling";
                            /** @description "entry", a step, or "goal" */
                            step: string;
                            /** @description Thresholds that the rule compares with and that are not published: until they are, it has no members */
                            unresolved?: string[];
                        }[];
                        purposes?: ("storage" | "profiling" | "personalised_ads" | "measurement" | "modelling")[];
                        /**
                         * @description What another event of the entry does: begin anew, the same but never after the goal, or end it for good.
                         * @default restart
                         * @enum {string}
                         */
                        reentry: "restart" | "not_after_goal" | "never";
                        saved_at: string;
                        steps: {
                            after?: string;
                            event?: components["schemas"]["JsonValue"];
                            id: string;
                            if?: components["schemas"]["Rule"];
                            name?: string;
                            triggers: {
                                destination: string;
                            }[];
                            wait?: string;
                        }[];
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putJourneysById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Cart",
                 *       "entry": {
                 *         "event": {
                 *           "name": "AddToCart"
                 *         }
                 *       },
                 *       "lasts": "7d",
                 *       "goal": {
                 *         "event": {
                 *           "name": "Purchase"
                 *         }
                 *       },
                 *       "steps": [
                 *         {
                 *           "id": "remind",
                 *           "wait": "1h",
                 *           "triggers": [
                 *             {
                 *               "destination": "crm"
                 *             }
                 *           ]
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    description?: string;
                    entry: {
                        event?: {
                            name?: string;
                            name_prefix?: string;
                            names?: string[];
                            source?: string;
                            where?: {
                                /** @enum {string} */
                                op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                path: string;
                                value?: (string | number | boolean) | (string | number | boolean)[] | {
                                    path: string;
                                };
                            }[];
                        };
                        segment?: string;
                        /**
                         * @description Destinations that are told of each person who comes here, and who leaves.
                         * @default []
                         */
                        triggers?: {
                            /** @description A webhook. */
                            destination: string;
                        }[];
                    };
                    /** @description What ends the journey before its goal. */
                    exits?: {
                        event?: {
                            name?: string;
                            name_prefix?: string;
                            names?: string[];
                            source?: string;
                            where?: {
                                /** @enum {string} */
                                op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                path: string;
                                value?: (string | number | boolean) | (string | number | boolean)[] | {
                                    path: string;
                                };
                            }[];
                        };
                        if?: components["schemas"]["Rule"];
                    }[];
                    goal?: {
                        event?: {
                            name?: string;
                            name_prefix?: string;
                            names?: string[];
                            source?: string;
                            where?: {
                                /** @enum {string} */
                                op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                path: string;
                                value?: (string | number | boolean) | (string | number | boolean)[] | {
                                    path: string;
                                };
                            }[];
                        };
                        if?: components["schemas"]["Rule"];
                        /**
                         * @description Destinations that are told of each person who comes here, and who leaves.
                         * @default []
                         */
                        triggers?: {
                            /** @description A webhook. */
                            destination: string;
                        }[];
                    };
                    /** @description How long the journey goes on after the event of the entry. */
                    lasts: string;
                    min_size?: number;
                    name: string;
                    purposes?: ("storage" | "profiling" | "personalised_ads" | "measurement" | "modelling")[];
                    /**
                     * @description What another event of the entry does: begin anew, the same but never after the goal, or end it for good.
                     * @default restart
                     * @enum {string}
                     */
                    reentry?: "restart" | "not_after_goal" | "never";
                    steps: {
                        /** @description An earlier step, or "entry". Unless it is given, the step before in the list. */
                        after?: string;
                        /** @description Who does this goes on to the step. */
                        event?: {
                            name?: string;
                            name_prefix?: string;
                            names?: string[];
                            source?: string;
                            where?: {
                                /** @enum {string} */
                                op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                path: string;
                                value?: (string | number | boolean) | (string | number | boolean)[] | {
                                    path: string;
                                };
                            }[];
                        };
                        id: string;
                        if?: components["schemas"]["Rule"];
                        name?: string;
                        /**
                         * @description Destinations that are told of each person who comes here, and who leaves.
                         * @default []
                         */
                        triggers?: {
                            /** @description A webhook. */
                            destination: string;
                        }[];
                        /** @description Who has been there for so long goes on to the step. */
                        wait?: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        description?: string;
                        entry: {
                            event?: components["schemas"]["JsonValue"];
                            segment?: string;
                            triggers: {
                                destination: string;
                            }[];
                        };
                        exits: {
                            event?: components["schemas"]["JsonValue"];
                            if?: components["schemas"]["Rule"];
                        }[];
                        goal?: {
                            event?: components["schemas"]["JsonValue"];
                            if?: components["schemas"]["Rule"];
                            triggers: {
                                destination: string;
                            }[];
                        };
                        id: string;
                        /** @description How long the journey goes on after the event of the entry. */
                        lasts: string;
                        min_size?: number;
                        name: string;
                        /** @description Nobody is at two of them */
                        places: {
                            /** @enum {boolean} */
                            below_min_size?: true;
                            /** @description Null while it is below min_size */
                            people: number | null;
                            /** @description The segment of the people who are there */
                            segment: string;
                            /** @enum {string} */
                            status: "live" | "backfilling";
                            /** @description "entry", a step, or "goal" */
                            step: string;
                            /** @description Thresholds that the rule compares with and that are not published: until they are, it has no members */
                            unresolved?: string[];
                        }[];
                        purposes?: ("storage" | "profiling" | "personalised_ads" | "measurement" | "modelling")[];
                        /**
                         * @description What another event of the entry does: begin anew, the same but never after the goal, or end it for good.
                         * @default restart
                         * @enum {string}
                         */
                        reentry: "restart" | "not_after_goal" | "never";
                        saved_at: string;
                        steps: {
                            after?: string;
                            event?: components["schemas"]["JsonValue"];
                            id: string;
                            if?: components["schemas"]["Rule"];
                            name?: string;
                            triggers: {
                                destination: string;
                            }[];
                            wait?: string;
                        }[];
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteJourneysById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJourneysByIdSteps: {
        parameters: {
            query?: {
                /** @description Inclusive: an instant, or a date (its start in tz). Default: 30 days before `to`. */
                from?: string;
                /** @description The same for what was received until then: an instant, or Unix ms. */
                min_watermark?: string;
                /** @description Exclusive: an instant, or a date (its start in tz). Default: the end of the present day. */
                to?: string;
                /** @description An IANA time zone, for dates in from and to. */
                tz?: string;
                /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                wait?: "true" | "false";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        /** @description Whether all that is loaded was looked at. Until it is, of a new or changed journey what came before may be missing */
                        final: boolean;
                        /** @description The same of events accepted up to this instant */
                        final_until: string | null;
                        from: string;
                        journey: string;
                        /** @description By segment: from which event time on it counts; null while its past is being found out */
                        reports_from?: {
                            [key: string]: string | null;
                        };
                        steps: {
                            /** @description converted / entered */
                            conversion: number | null;
                            /** @description Those of them who came to the goal after that; null without a goal, and where they, or the others, are too few */
                            converted: number | null;
                            /** @description People who came to the step in the range; null where they are fewer than min_size */
                            entered: number | null;
                            segment: string;
                            step: string;
                        }[];
                        to: string;
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postJourneysSimulate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Cart",
                 *       "entry": {
                 *         "event": {
                 *           "name": "AddToCart"
                 *         }
                 *       },
                 *       "lasts": "7d",
                 *       "goal": {
                 *         "event": {
                 *           "name": "Purchase"
                 *         }
                 *       },
                 *       "steps": [
                 *         {
                 *           "id": "remind",
                 *           "wait": "1h"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description An instant, a date (its midnight UTC), or Unix ms. Default: now. */
                    as_of?: string | number;
                    description?: string;
                    entry: {
                        event?: {
                            name?: string;
                            name_prefix?: string;
                            names?: string[];
                            source?: string;
                            where?: {
                                /** @enum {string} */
                                op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                path: string;
                                value?: (string | number | boolean) | (string | number | boolean)[] | {
                                    path: string;
                                };
                            }[];
                        };
                        segment?: string;
                        /**
                         * @description Destinations that are told of each person who comes here, and who leaves.
                         * @default []
                         */
                        triggers?: {
                            /** @description A webhook. */
                            destination: string;
                        }[];
                    };
                    /** @description What ends the journey before its goal. */
                    exits?: {
                        event?: {
                            name?: string;
                            name_prefix?: string;
                            names?: string[];
                            source?: string;
                            where?: {
                                /** @enum {string} */
                                op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                path: string;
                                value?: (string | number | boolean) | (string | number | boolean)[] | {
                                    path: string;
                                };
                            }[];
                        };
                        if?: components["schemas"]["Rule"];
                    }[];
                    goal?: {
                        event?: {
                            name?: string;
                            name_prefix?: string;
                            names?: string[];
                            source?: string;
                            where?: {
                                /** @enum {string} */
                                op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                path: string;
                                value?: (string | number | boolean) | (string | number | boolean)[] | {
                                    path: string;
                                };
                            }[];
                        };
                        if?: components["schemas"]["Rule"];
                        /**
                         * @description Destinations that are told of each person who comes here, and who leaves.
                         * @default []
                         */
                        triggers?: {
                            /** @description A webhook. */
                            destination: string;
                        }[];
                    };
                    /** @description How long the journey goes on after the event of the entry. */
                    lasts: string;
                    min_size?: number;
                    /** @description The same for what was received until then: an instant, or Unix ms. */
                    min_watermark?: string | number;
                    name: string;
                    purposes?: ("storage" | "profiling" | "personalised_ads" | "measurement" | "modelling")[];
                    /**
                     * @description What another event of the entry does: begin anew, the same but never after the goal, or end it for good.
                     * @default restart
                     * @enum {string}
                     */
                    reentry?: "restart" | "not_after_goal" | "never";
                    steps: {
                        /** @description An earlier step, or "entry". Unless it is given, the step before in the list. */
                        after?: string;
                        /** @description Who does this goes on to the step. */
                        event?: {
                            name?: string;
                            name_prefix?: string;
                            names?: string[];
                            source?: string;
                            where?: {
                                /** @enum {string} */
                                op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                path: string;
                                value?: (string | number | boolean) | (string | number | boolean)[] | {
                                    path: string;
                                };
                            }[];
                        };
                        id: string;
                        if?: components["schemas"]["Rule"];
                        name?: string;
                        /**
                         * @description Destinations that are told of each person who comes here, and who leaves.
                         * @default []
                         */
                        triggers?: {
                            /** @description A webhook. */
                            destination: string;
                        }[];
                        /** @description Who has been there for so long goes on to the step. */
                        wait?: string;
                    }[];
                    /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                    wait?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        as_of: string;
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        known_people: number;
                        places: {
                            /** @enum {boolean} */
                            below_min_size?: true;
                            /** @description Who would be there 24 h later if nothing else happened, and is not yet; null where figures are too small */
                            entering_24h: number | null;
                            leaving_24h: number | null;
                            /** @description Who would be there; null below min_size, and below that of a segment it asks for */
                            people: number | null;
                            step: string;
                            /** @description Thresholds that the rule compares with and that are not published: until they are, it has no members */
                            unresolved?: string[];
                        }[];
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        keys: {
                            created_at: string;
                            id: string;
                            name: string;
                            scopes: ("ingest" | "read" | "export" | "erase" | "admin")[];
                            sources?: string[];
                        }[];
                    };
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Data team",
                 *       "scopes": [
                 *         "read",
                 *         "export"
                 *       ]
                 *     }
                 */
                "application/json": {
                    name: string;
                    scopes: ("ingest" | "read" | "export" | "erase" | "admin")[];
                    sources?: string[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        created_at: string;
                        id: string;
                        name: string;
                        scopes: ("ingest" | "read" | "export" | "erase" | "admin")[];
                        secret: string;
                        sources?: string[];
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteKeysById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLive: {
        parameters: {
            query?: {
                /** @description From the answer before. Without one: the newest events */
                cursor?: string;
                /** @description The canonical name */
                event?: string;
                /** @description The newest so many */
                limit?: number;
                outcome?: "accepted" | "refused" | "test";
                source?: string;
                test_event_code?: string;
                /** @description Wait for so many seconds at most until something comes */
                wait?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Where the next look goes on */
                        cursor: string;
                        /** @description Oldest first */
                        events: {
                            /** @description As stored */
                            body?: {
                                ad?: {
                                    [key: string]: components["schemas"]["JsonValue"];
                                };
                                experiment?: {
                                    [key: string]: components["schemas"]["JsonValue"];
                                };
                                page?: {
                                    [key: string]: components["schemas"]["JsonValue"];
                                };
                                properties?: {
                                    [key: string]: components["schemas"]["JsonValue"];
                                };
                                video?: {
                                    [key: string]: components["schemas"]["JsonValue"];
                                };
                            };
                            /** @description Why it is taken for a machine */
                            bot?: string;
                            channel: string;
                            /** @description Why it was refused */
                            code?: string;
                            /** @description What it was taken to say, by purpose */
                            consent?: {
                                [key: string]: boolean;
                            };
                            /** @description The canonical name */
                            event?: string;
                            event_id?: string;
                            event_time?: string;
                            /** @description Their types */
                            identifiers?: string[];
                            message?: string;
                            /** @enum {string} */
                            outcome: "accepted" | "refused" | "test";
                            /** @description Which field is at fault */
                            path?: string;
                            /** @description Of what was refused, and of tests: as sent, identifiers hashed, other personal data removed */
                            raw?: string;
                            received_at: string;
                            /** @description As sent, where that is another one */
                            sent_name?: string;
                            /** @description Empty when the hit named none that can be shown */
                            source: string;
                            test_event_code?: string;
                            /** @description Their names */
                            traits?: string[];
                        }[];
                        /** @description So many that came faster than this shows them were left out */
                        skipped: number;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLookalikesBySegment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                segment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Until when what happened is known to it */
                        as_of: string;
                        asked_at: string;
                        card: {
                            auc: number;
                            /** @description The area under the precision-recall curve */
                            average_precision: number;
                            brier: number;
                            /** @enum {string} */
                            calibrated_by: "isotonic" | "platt";
                            calibration_error: number;
                            curve: {
                                happened: number;
                                said: number;
                                size: number;
                            }[];
                            cuts: string[];
                            from: string;
                            /** @description By how much the AUC falls without it, the 20 that matter most */
                            importance: {
                                feature: string;
                                value: number;
                            }[];
                            /** @enum {string} */
                            kind: "logistic" | "boosted";
                            /** @description Whether it is too good to be true */
                            leak: {
                                alarm: boolean;
                                reasons: string[];
                            };
                            /** @description Of the best tenth, the best two tenths ... all */
                            lift: number[];
                            /** @description Examples: a person at each cut is one */
                            people: {
                                calibrated: number;
                                /** @description The share of the judged ones who did nothing in the lookback */
                                cold: number;
                                fitted: number;
                                judged: number;
                                /** @description Of the judged ones, who did it */
                                positives: number;
                                /** @description Of those who may be modelled, always the same ones: at most 100,000 examples are looked at */
                                share: number;
                            };
                            /** @description The population stability index between the people fitted to and those judged; above .25 is much */
                            stability: {
                                features: {
                                    feature: string;
                                    value: number;
                                }[];
                                score: number;
                            };
                            to: string;
                            trained_at: string;
                            version: number;
                        } | null;
                        ended_at: string | null;
                        /**
                         * @description Segments whose members are like nobody: they get no similarity.
                         * @default []
                         */
                        exclude: string[];
                        /**
                         * @description How far back what people did is looked at.
                         * @default 90d
                         */
                        lookback: string;
                        /** @description 0 to 1 */
                        progress: number;
                        /** @description What everybody has a score of now */
                        published: {
                            at: string;
                            /** @description Who got a score */
                            people: number;
                            /** @description Of a lookalike: for each size the share that it is, which differs where many people have one score */
                            reached?: {
                                share: number;
                                size: number;
                            }[];
                            /** @description Who had one, and may have none any more */
                            retracted: number;
                            version: number;
                        } | null;
                        /** @description Why it failed */
                        reason: string | null;
                        segment: string;
                        sizes: number[];
                        /** @enum {string} */
                        state: "asked" | "training" | "publishing" | "done" | "failed";
                        /**
                         * @description What is done now, or was last
                         * @enum {string}
                         */
                        task: "train" | "score";
                        /** @description Of what was learnt last; 0: nothing yet */
                        version: number;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putLookalikesBySegment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                segment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "sizes": [
                 *         0.01,
                 *         0.05
                 *       ]
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Segments whose members are like nobody: they get no similarity.
                     * @default []
                     */
                    exclude?: string[];
                    /**
                     * @description How far back what people did is looked at.
                     * @default 90d
                     */
                    lookback?: string;
                    /**
                     * @description Shares of the people who may be modelled and are no members of the segment, such as .05: the most similar ones.
                     * @default [
                     *       0.01,
                     *       0.02,
                     *       0.05,
                     *       0.1
                     *     ]
                     */
                    sizes?: number[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Until when what happened is known to it */
                        as_of: string;
                        asked_at: string;
                        card: {
                            auc: number;
                            /** @description The area under the precision-recall curve */
                            average_precision: number;
                            brier: number;
                            /** @enum {string} */
                            calibrated_by: "isotonic" | "platt";
                            calibration_error: number;
                            curve: {
                                happened: number;
                                said: number;
                                size: number;
                            }[];
                            cuts: string[];
                            from: string;
                            /** @description By how much the AUC falls without it, the 20 that matter most */
                            importance: {
                                feature: string;
                                value: number;
                            }[];
                            /** @enum {string} */
                            kind: "logistic" | "boosted";
                            /** @description Whether it is too good to be true */
                            leak: {
                                alarm: boolean;
                                reasons: string[];
                            };
                            /** @description Of the best tenth, the best two tenths ... all */
                            lift: number[];
                            /** @description Examples: a person at each cut is one */
                            people: {
                                calibrated: number;
                                /** @description The share of the judged ones who did nothing in the lookback */
                                cold: number;
                                fitted: number;
                                judged: number;
                                /** @description Of the judged ones, who did it */
                                positives: number;
                                /** @description Of those who may be modelled, always the same ones: at most 100,000 examples are looked at */
                                share: number;
                            };
                            /** @description The population stability index between the people fitted to and those judged; above .25 is much */
                            stability: {
                                features: {
                                    feature: string;
                                    value: number;
                                }[];
                                score: number;
                            };
                            to: string;
                            trained_at: string;
                            version: number;
                        } | null;
                        ended_at: string | null;
                        /**
                         * @description Segments whose members are like nobody: they get no similarity.
                         * @default []
                         */
                        exclude: string[];
                        /**
                         * @description How far back what people did is looked at.
                         * @default 90d
                         */
                        lookback: string;
                        /** @description 0 to 1 */
                        progress: number;
                        /** @description What everybody has a score of now */
                        published: {
                            at: string;
                            /** @description Who got a score */
                            people: number;
                            /** @description Of a lookalike: for each size the share that it is, which differs where many people have one score */
                            reached?: {
                                share: number;
                                size: number;
                            }[];
                            /** @description Who had one, and may have none any more */
                            retracted: number;
                            version: number;
                        } | null;
                        /** @description Why it failed */
                        reason: string | null;
                        segment: string;
                        sizes: number[];
                        /** @enum {string} */
                        state: "asked" | "training" | "publishing" | "done" | "failed";
                        /**
                         * @description What is done now, or was last
                         * @enum {string}
                         */
                        task: "train" | "score";
                        /** @description Of what was learnt last; 0: nothing yet */
                        version: number;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteLookalikesBySegment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                segment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        metrics: {
                            /** @description Whether it has a value per currency */
                            by_currency: boolean;
                            description: string;
                            /**
                             * @description Whether more of it is good (up), bad (down), or neither
                             * @enum {string}
                             */
                            direction: "up" | "down" | "neither";
                            id: string;
                            /** @description The sum that it is, or the numerator */
                            of: string;
                            /** @description The sum that it is divided by */
                            per: string | null;
                            /** @description By what the ratio is multiplied */
                            times: number;
                            /**
                             * @description share: of 1, as 0.25; money: an amount per currency
                             * @enum {string}
                             */
                            unit: "count" | "ms" | "share" | "ratio" | "money";
                        }[];
                    };
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        models: {
                            /** @description Until when what happened is known to it */
                            as_of: string;
                            asked_at: string;
                            card: {
                                auc: number;
                                /** @description The area under the precision-recall curve */
                                average_precision: number;
                                brier: number;
                                /** @enum {string} */
                                calibrated_by: "isotonic" | "platt";
                                calibration_error: number;
                                curve: {
                                    happened: number;
                                    said: number;
                                    size: number;
                                }[];
                                cuts: string[];
                                from: string;
                                /** @description By how much the AUC falls without it, the 20 that matter most */
                                importance: {
                                    feature: string;
                                    value: number;
                                }[];
                                /** @enum {string} */
                                kind: "logistic" | "boosted";
                                /** @description Whether it is too good to be true */
                                leak: {
                                    alarm: boolean;
                                    reasons: string[];
                                };
                                /** @description Of the best tenth, the best two tenths ... all */
                                lift: number[];
                                /** @description Examples: a person at each cut is one */
                                people: {
                                    calibrated: number;
                                    /** @description The share of the judged ones who did nothing in the lookback */
                                    cold: number;
                                    fitted: number;
                                    judged: number;
                                    /** @description Of the judged ones, who did it */
                                    positives: number;
                                    /** @description Of those who may be modelled, always the same ones: at most 100,000 examples are looked at */
                                    share: number;
                                };
                                /** @description The population stability index between the people fitted to and those judged; above .25 is much */
                                stability: {
                                    features: {
                                        feature: string;
                                        value: number;
                                    }[];
                                    score: number;
                                };
                                to: string;
                                trained_at: string;
                                version: number;
                            } | null;
                            /** @description What the model says the chance of: that a person does it at least once. */
                            conversion: {
                                name?: string;
                                name_prefix?: string;
                                names?: string[];
                                source?: string;
                                where?: {
                                    /** @enum {string} */
                                    op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                    path: string;
                                    value?: (string | number | boolean) | (string | number | boolean)[] | {
                                        path: string;
                                    };
                                }[];
                            };
                            ended_at: string | null;
                            /** @description Within which time from now on. */
                            horizon: string;
                            id: string;
                            /**
                             * @description How far back what people did is looked at.
                             * @default 90d
                             */
                            lookback: string;
                            /** @description 0 to 1 */
                            progress: number;
                            /** @description What everybody has a score of now */
                            published: {
                                at: string;
                                /** @description Who got a score */
                                people: number;
                                /** @description Of a lookalike: for each size the share that it is, which differs where many people have one score */
                                reached?: {
                                    share: number;
                                    size: number;
                                }[];
                                /** @description Who had one, and may have none any more */
                                retracted: number;
                                version: number;
                            } | null;
                            /** @description Why it failed */
                            reason: string | null;
                            /** @enum {string} */
                            state: "asked" | "training" | "publishing" | "done" | "failed";
                            /**
                             * @description What is done now, or was last
                             * @enum {string}
                             */
                            task: "train" | "score";
                            /** @description Of what was learnt last; 0: nothing yet */
                            version: number;
                        }[];
                    };
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getModelsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Until when what happened is known to it */
                        as_of: string;
                        asked_at: string;
                        card: {
                            auc: number;
                            /** @description The area under the precision-recall curve */
                            average_precision: number;
                            brier: number;
                            /** @enum {string} */
                            calibrated_by: "isotonic" | "platt";
                            calibration_error: number;
                            curve: {
                                happened: number;
                                said: number;
                                size: number;
                            }[];
                            cuts: string[];
                            from: string;
                            /** @description By how much the AUC falls without it, the 20 that matter most */
                            importance: {
                                feature: string;
                                value: number;
                            }[];
                            /** @enum {string} */
                            kind: "logistic" | "boosted";
                            /** @description Whether it is too good to be true */
                            leak: {
                                alarm: boolean;
                                reasons: string[];
                            };
                            /** @description Of the best tenth, the best two tenths ... all */
                            lift: number[];
                            /** @description Examples: a person at each cut is one */
                            people: {
                                calibrated: number;
                                /** @description The share of the judged ones who did nothing in the lookback */
                                cold: number;
                                fitted: number;
                                judged: number;
                                /** @description Of the judged ones, who did it */
                                positives: number;
                                /** @description Of those who may be modelled, always the same ones: at most 100,000 examples are looked at */
                                share: number;
                            };
                            /** @description The population stability index between the people fitted to and those judged; above .25 is much */
                            stability: {
                                features: {
                                    feature: string;
                                    value: number;
                                }[];
                                score: number;
                            };
                            to: string;
                            trained_at: string;
                            version: number;
                        } | null;
                        /** @description What the model says the chance of: that a person does it at least once. */
                        conversion: {
                            name?: string;
                            name_prefix?: string;
                            names?: string[];
                            source?: string;
                            where?: {
                                /** @enum {string} */
                                op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                path: string;
                                value?: (string | number | boolean) | (string | number | boolean)[] | {
                                    path: string;
                                };
                            }[];
                        };
                        ended_at: string | null;
                        /** @description Within which time from now on. */
                        horizon: string;
                        id: string;
                        /**
                         * @description How far back what people did is looked at.
                         * @default 90d
                         */
                        lookback: string;
                        /** @description 0 to 1 */
                        progress: number;
                        /** @description What everybody has a score of now */
                        published: {
                            at: string;
                            /** @description Who got a score */
                            people: number;
                            /** @description Of a lookalike: for each size the share that it is, which differs where many people have one score */
                            reached?: {
                                share: number;
                                size: number;
                            }[];
                            /** @description Who had one, and may have none any more */
                            retracted: number;
                            version: number;
                        } | null;
                        /** @description Why it failed */
                        reason: string | null;
                        /** @enum {string} */
                        state: "asked" | "training" | "publishing" | "done" | "failed";
                        /**
                         * @description What is done now, or was last
                         * @enum {string}
                         */
                        task: "train" | "score";
                        /** @description Of what was learnt last; 0: nothing yet */
                        version: number;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteModelsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postModelsByIdScore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Until when what happened is known to it */
                        as_of: string;
                        asked_at: string;
                        card: {
                            auc: number;
                            /** @description The area under the precision-recall curve */
                            average_precision: number;
                            brier: number;
                            /** @enum {string} */
                            calibrated_by: "isotonic" | "platt";
                            calibration_error: number;
                            curve: {
                                happened: number;
                                said: number;
                                size: number;
                            }[];
                            cuts: string[];
                            from: string;
                            /** @description By how much the AUC falls without it, the 20 that matter most */
                            importance: {
                                feature: string;
                                value: number;
                            }[];
                            /** @enum {string} */
                            kind: "logistic" | "boosted";
                            /** @description Whether it is too good to be true */
                            leak: {
                                alarm: boolean;
                                reasons: string[];
                            };
                            /** @description Of the best tenth, the best two tenths ... all */
                            lift: number[];
                            /** @description Examples: a person at each cut is one */
                            people: {
                                calibrated: number;
                                /** @description The share of the judged ones who did nothing in the lookback */
                                cold: number;
                                fitted: number;
                                judged: number;
                                /** @description Of the judged ones, who did it */
                                positives: number;
                                /** @description Of those who may be modelled, always the same ones: at most 100,000 examples are looked at */
                                share: number;
                            };
                            /** @description The population stability index between the people fitted to and those judged; above .25 is much */
                            stability: {
                                features: {
                                    feature: string;
                                    value: number;
                                }[];
                                score: number;
                            };
                            to: string;
                            trained_at: string;
                            version: number;
                        } | null;
                        /** @description What the model says the chance of: that a person does it at least once. */
                        conversion: {
                            name?: string;
                            name_prefix?: string;
                            names?: string[];
                            source?: string;
                            where?: {
                                /** @enum {string} */
                                op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                path: string;
                                value?: (string | number | boolean) | (string | number | boolean)[] | {
                                    path: string;
                                };
                            }[];
                        };
                        ended_at: string | null;
                        /** @description Within which time from now on. */
                        horizon: string;
                        id: string;
                        /**
                         * @description How far back what people did is looked at.
                         * @default 90d
                         */
                        lookback: string;
                        /** @description 0 to 1 */
                        progress: number;
                        /** @description What everybody has a score of now */
                        published: {
                            at: string;
                            /** @description Who got a score */
                            people: number;
                            /** @description Of a lookalike: for each size the share that it is, which differs where many people have one score */
                            reached?: {
                                share: number;
                                size: number;
                            }[];
                            /** @description Who had one, and may have none any more */
                            retracted: number;
                            version: number;
                        } | null;
                        /** @description Why it failed */
                        reason: string | null;
                        /** @enum {string} */
                        state: "asked" | "training" | "publishing" | "done" | "failed";
                        /**
                         * @description What is done now, or was last
                         * @enum {string}
                         */
                        task: "train" | "score";
                        /** @description Of what was learnt last; 0: nothing yet */
                        version: number;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postModelsByIdTrain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "conversion": {
                 *         "name": "Purchase"
                 *       },
                 *       "horizon": "7d",
                 *       "lookback": "90d"
                 *     }
                 */
                "application/json": {
                    /** @description An instant, a date (its midnight UTC), or Unix ms. Default: now. */
                    as_of?: string | number;
                    /** @description What the model says the chance of: that a person does it at least once. */
                    conversion: {
                        name?: string;
                        name_prefix?: string;
                        names?: string[];
                        source?: string;
                        where?: {
                            /** @enum {string} */
                            op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                            path: string;
                            value?: (string | number | boolean) | (string | number | boolean)[] | {
                                path: string;
                            };
                        }[];
                    };
                    /** @description Within which time from now on. */
                    horizon: string;
                    /**
                     * @description How far back what people did is looked at.
                     * @default 90d
                     */
                    lookback?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Until when what happened is known to it */
                        as_of: string;
                        asked_at: string;
                        card: {
                            auc: number;
                            /** @description The area under the precision-recall curve */
                            average_precision: number;
                            brier: number;
                            /** @enum {string} */
                            calibrated_by: "isotonic" | "platt";
                            calibration_error: number;
                            curve: {
                                happened: number;
                                said: number;
                                size: number;
                            }[];
                            cuts: string[];
                            from: string;
                            /** @description By how much the AUC falls without it, the 20 that matter most */
                            importance: {
                                feature: string;
                                value: number;
                            }[];
                            /** @enum {string} */
                            kind: "logistic" | "boosted";
                            /** @description Whether it is too good to be true */
                            leak: {
                                alarm: boolean;
                                reasons: string[];
                            };
                            /** @description Of the best tenth, the best two tenths ... all */
                            lift: number[];
                            /** @description Examples: a person at each cut is one */
                            people: {
                                calibrated: number;
                                /** @description The share of the judged ones who did nothing in the lookback */
                                cold: number;
                                fitted: number;
                                judged: number;
                                /** @description Of the judged ones, who did it */
                                positives: number;
                                /** @description Of those who may be modelled, always the same ones: at most 100,000 examples are looked at */
                                share: number;
                            };
                            /** @description The population stability index between the people fitted to and those judged; above .25 is much */
                            stability: {
                                features: {
                                    feature: string;
                                    value: number;
                                }[];
                                score: number;
                            };
                            to: string;
                            trained_at: string;
                            version: number;
                        } | null;
                        /** @description What the model says the chance of: that a person does it at least once. */
                        conversion: {
                            name?: string;
                            name_prefix?: string;
                            names?: string[];
                            source?: string;
                            where?: {
                                /** @enum {string} */
                                op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                path: string;
                                value?: (string | number | boolean) | (string | number | boolean)[] | {
                                    path: string;
                                };
                            }[];
                        };
                        ended_at: string | null;
                        /** @description Within which time from now on. */
                        horizon: string;
                        id: string;
                        /**
                         * @description How far back what people did is looked at.
                         * @default 90d
                         */
                        lookback: string;
                        /** @description 0 to 1 */
                        progress: number;
                        /** @description What everybody has a score of now */
                        published: {
                            at: string;
                            /** @description Who got a score */
                            people: number;
                            /** @description Of a lookalike: for each size the share that it is, which differs where many people have one score */
                            reached?: {
                                share: number;
                                size: number;
                            }[];
                            /** @description Who had one, and may have none any more */
                            retracted: number;
                            version: number;
                        } | null;
                        /** @description Why it failed */
                        reason: string | null;
                        /** @enum {string} */
                        state: "asked" | "training" | "publishing" | "done" | "failed";
                        /**
                         * @description What is done now, or was last
                         * @enum {string}
                         */
                        task: "train" | "score";
                        /** @description Of what was learnt last; 0: nothing yet */
                        version: number;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPeopleByKey: {
        parameters: {
            query?: {
                /** @description Names the record of the consent log behind each purpose */
                consent_record?: "true" | "false";
            };
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Ids of the persons who turned out to be this one, oldest first */
                        absorbed: string[];
                        /** @description Whom splits keep the person apart from */
                        apart_from: {
                            /** @description Since when the log had what was counted anew; null: all of it */
                            history_from: string | null;
                            person: string;
                            since: string;
                            split: string;
                        }[];
                        consent: {
                            [key: string]: {
                                at: string;
                                /** @enum {string} */
                                by: "signal" | "basis";
                                granted: boolean;
                                /** @description The record of the consent log that says so; null where it was said before there was one */
                                record?: string | null;
                            };
                        };
                        /** @description Where they were sent; missing where they never were */
                        delivered?: {
                            /** @description Of the newest confirmation, or of what was sent last */
                            at: string;
                            destination: string;
                            /** @description How many identifiers are there, or may be */
                            items: number;
                            /** @description The id by which the destination knows the request */
                            request: string | null;
                            /**
                             * @description open: something was sent, or is to be, and is not confirmed
                             * @enum {string}
                             */
                            state: "held" | "open" | "removed";
                        }[];
                        first_seen: string | null;
                        identifiers: {
                            /** @description That event */
                            eid: string | null;
                            /** @description Event time of the newest hit that had it together with an external_id */
                            last_login: string | null;
                            /** @description Event time of the hit that linked it; null where that was not noted */
                            linked_at: string | null;
                            /** @description Whether it came with so many others that it links nobody */
                            shared: boolean;
                            /** @enum {string} */
                            type: "external_id" | "email" | "phone" | "idfa" | "gaid" | "idfv" | "ttp" | "ttclid" | "anonymous_id";
                            value: string;
                        }[];
                        memberships: {
                            name: string;
                            segment: string;
                            since: string;
                            until: string | null;
                        }[];
                        /** @description What that means for this answer */
                        note?: string;
                        person: string;
                        /** @description Whether the identifier asked for came with so many others that it names nobody */
                        shared: boolean;
                        traits: {
                            [key: string]: components["schemas"]["JsonValue"];
                        };
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deletePeopleByKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description What was found where; batch: together with others */
                        counts: {
                            [key: string]: {
                                [key: string]: number;
                            };
                        };
                        /** @description Where the person was handed out: open until the consumer confirms the removal, at most WEIR_KEEP_REMOVALS */
                        destinations: {
                            consumer: string;
                            /** @enum {string} */
                            removal: "open" | "closed";
                            segment: string;
                        }[];
                        /** @description What was received until then is erased; who comes later is somebody new */
                        erased_up_to: string | null;
                        erasure: string;
                        finished_at: string | null;
                        /** @description How many persons were found; 0 when nobody was known: late hits from before are refused all the same */
                        persons: number;
                        places: {
                            /** @enum {string} */
                            lists_and_exports: "waiting" | "done";
                            /**
                             * @description inert: kept until its retention, and taken by nobody
                             * @enum {string}
                             */
                            log: "waiting" | "done" | "inert";
                            /** @enum {string} */
                            state: "waiting" | "done";
                            /** @enum {string} */
                            warehouse: "waiting" | "done";
                        };
                        requested_at: string;
                        /**
                         * @description accepted, then where the person is being erased, then done
                         * @enum {string}
                         */
                        status: "accepted" | "state" | "warehouse" | "done";
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPeopleByKeyExport: {
        parameters: {
            query?: {
                /** @description The same for what was received until then: an instant, or Unix ms. */
                min_watermark?: string;
                /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                wait?: "true" | "false";
            };
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By topic */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["JsonValue"];
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postPeopleByKeySplit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "identifiers": [
                 *         {
                 *           "type": "email",
                 *           "value": "ada@example.com"
                 *         }
                 *       ],
                 *       "reason": "A shared computer: they are two"
                 *     }
                 */
                "application/json": {
                    /** @description Those that leave, as the answer about the person shows them */
                    identifiers: {
                        /** @enum {string} */
                        type: "external_id" | "email" | "phone" | "idfa" | "gaid" | "idfv" | "ttp" | "ttclid" | "anonymous_id";
                        value: string;
                    }[];
                    /** @description For the record; personal data is taken out */
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        done_at: string | null;
                        /** @description Since when the log had what was counted anew; null: all of it */
                        history_from: string | null;
                        /** @description The person of the identifiers that left */
                        left: {
                            /** @description How many events were counted anew */
                            events: number;
                            person: string;
                        } | null;
                        reason: string | null;
                        requested_at: string;
                        /** @description The id of the key */
                        requested_by: string;
                        split: string;
                        /**
                         * @description unchanged: none of the identifiers was the person’s any more, or all; nobody: there is no such person any more; failed: their history could not be counted anew, rejected events tell why; they are as before
                         * @enum {string}
                         */
                        status: "accepted" | "done" | "unchanged" | "nobody" | "failed";
                        stays: {
                            /** @description How many events were counted anew */
                            events: number;
                            person: string;
                        } | null;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPeopleByKeyWhy: {
        parameters: {
            query: {
                at?: string;
                /** @description The same for what was received until then: an instant, or Unix ms. */
                min_watermark?: string;
                segment: string;
                /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                wait?: "true" | "false";
            };
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        at: string;
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        consent: {
                            at: string | null;
                            by: ("signal" | "basis") | null;
                            granted: boolean;
                            /** @enum {string} */
                            purpose: "storage" | "profiling" | "personalised_ads" | "measurement" | "modelling";
                        }[];
                        /** @description Whether there was any event of the person by then */
                        known: boolean;
                        member: boolean;
                        /** @description When the membership changes if nothing else happens */
                        next_change: string | null;
                        person: string;
                        rule: components["schemas"]["Reason"];
                        segment: string;
                        /** @description Thresholds that the rule compares with and that are not published: until they are, it has no members */
                        unresolved?: string[];
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                        /** @description Whether an opt-out, of storage too, keeps them out of lists and files now, whatever `at` is */
                        withheld: boolean;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRejected: {
        parameters: {
            query?: {
                code?: string;
                from?: string;
                limit?: number;
                /** @description The same for what was received until then: an instant, or Unix ms. */
                min_watermark?: string;
                source?: string;
                to?: string;
                tz?: string;
                /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                wait?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        /** @description By code, over the whole range */
                        counts: {
                            [key: string]: number;
                        };
                        from: string;
                        rejected: {
                            body: string;
                            channel: string;
                            code: string;
                            id: string;
                            message: string;
                            path: string;
                            rejected_at: string;
                            source: string;
                        }[];
                        to: string;
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReportSchedules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        schedules: {
                            /** @description Five fields: minute, hour, day of month, month, day of week, as `0 7 * * 1`. */
                            cron: string;
                            /**
                             * @default [
                             *       "html",
                             *       "csv",
                             *       "json"
                             *     ]
                             */
                            formats: ("html" | "csv" | "json")[];
                            id: string;
                            last: {
                                due: string;
                                ended_at?: string;
                                error?: string;
                                files: {
                                    name: string;
                                    url: string;
                                }[];
                                from?: string;
                                /** @description Turns before it that nothing could make; this report stands for them */
                                missed: number;
                                started_at: string;
                                /** @enum {string} */
                                state: "asked" | "running" | "done" | "failed";
                                to?: string;
                                /** @description The status with which it answered */
                                webhook?: number;
                            } | null;
                            name: string;
                            /** @description When the next report is due; null while it is paused */
                            next: string | null;
                            /** @default false */
                            paused: boolean;
                            /**
                             * @description Whole days before the one in which the report is due.
                             * @default last_7_days
                             * @enum {string}
                             */
                            period: "yesterday" | "last_7_days" | "last_28_days" | "last_week" | "last_month";
                            /**
                             * @description Parameters of `GET /v1/reports/segments`, such as `{"segments": "buyers", "group_by": "campaign"}`.
                             * @default {}
                             */
                            report: {
                                [key: string]: string;
                            };
                            saved_at: string;
                            /**
                             * @description Of the cron and of the days of the report.
                             * @default UTC
                             */
                            tz: string;
                            /** @description Told of each report, signed as by standardwebhooks.com; the files are kept all the same. */
                            webhook?: {
                                /** @description What the hook is signed with: `{"env": "WEIR_WEBHOOK_..."}`, whose value is a `whsec_...`. */
                                secret: {
                                    env: string;
                                };
                                /** Format: uri */
                                url: string;
                            };
                        }[];
                    };
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReportSchedulesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Five fields: minute, hour, day of month, month, day of week, as `0 7 * * 1`. */
                        cron: string;
                        /**
                         * @default [
                         *       "html",
                         *       "csv",
                         *       "json"
                         *     ]
                         */
                        formats: ("html" | "csv" | "json")[];
                        id: string;
                        last: {
                            due: string;
                            ended_at?: string;
                            error?: string;
                            files: {
                                name: string;
                                url: string;
                            }[];
                            from?: string;
                            /** @description Turns before it that nothing could make; this report stands for them */
                            missed: number;
                            started_at: string;
                            /** @enum {string} */
                            state: "asked" | "running" | "done" | "failed";
                            to?: string;
                            /** @description The status with which it answered */
                            webhook?: number;
                        } | null;
                        name: string;
                        /** @description When the next report is due; null while it is paused */
                        next: string | null;
                        /** @default false */
                        paused: boolean;
                        /**
                         * @description Whole days before the one in which the report is due.
                         * @default last_7_days
                         * @enum {string}
                         */
                        period: "yesterday" | "last_7_days" | "last_28_days" | "last_week" | "last_month";
                        /**
                         * @description Parameters of `GET /v1/reports/segments`, such as `{"segments": "buyers", "group_by": "campaign"}`.
                         * @default {}
                         */
                        report: {
                            [key: string]: string;
                        };
                        saved_at: string;
                        /**
                         * @description Of the cron and of the days of the report.
                         * @default UTC
                         */
                        tz: string;
                        /** @description Told of each report, signed as by standardwebhooks.com; the files are kept all the same. */
                        webhook?: {
                            /** @description What the hook is signed with: `{"env": "WEIR_WEBHOOK_..."}`, whose value is a `whsec_...`. */
                            secret: {
                                env: string;
                            };
                            /** Format: uri */
                            url: string;
                        };
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putReportSchedulesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Every Monday",
                 *       "cron": "0 7 * * 1",
                 *       "tz": "Europe/Berlin",
                 *       "period": "last_week",
                 *       "report": {
                 *         "group_by": "segment",
                 *         "metrics": "impressions,conversions,cpa"
                 *       },
                 *       "formats": [
                 *         "html",
                 *         "csv"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description Five fields: minute, hour, day of month, month, day of week, as `0 7 * * 1`. */
                    cron: string;
                    /**
                     * @default [
                     *       "html",
                     *       "csv",
                     *       "json"
                     *     ]
                     */
                    formats?: ("html" | "csv" | "json")[];
                    name: string;
                    /** @default false */
                    paused?: boolean;
                    /**
                     * @description Whole days before the one in which the report is due.
                     * @default last_7_days
                     * @enum {string}
                     */
                    period?: "yesterday" | "last_7_days" | "last_28_days" | "last_week" | "last_month";
                    /**
                     * @description Parameters of `GET /v1/reports/segments`, such as `{"segments": "buyers", "group_by": "campaign"}`.
                     * @default {}
                     */
                    report?: {
                        [key: string]: string;
                    };
                    /**
                     * @description Of the cron and of the days of the report.
                     * @default UTC
                     */
                    tz?: string;
                    /** @description Told of each report, signed as by standardwebhooks.com; the files are kept all the same. */
                    webhook?: {
                        /** @description What the hook is signed with: `{"env": "WEIR_WEBHOOK_..."}`, whose value is a `whsec_...`. */
                        secret: {
                            env: string;
                        };
                        /** Format: uri */
                        url: string;
                    };
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Five fields: minute, hour, day of month, month, day of week, as `0 7 * * 1`. */
                        cron: string;
                        /**
                         * @default [
                         *       "html",
                         *       "csv",
                         *       "json"
                         *     ]
                         */
                        formats: ("html" | "csv" | "json")[];
                        id: string;
                        last: {
                            due: string;
                            ended_at?: string;
                            error?: string;
                            files: {
                                name: string;
                                url: string;
                            }[];
                            from?: string;
                            /** @description Turns before it that nothing could make; this report stands for them */
                            missed: number;
                            started_at: string;
                            /** @enum {string} */
                            state: "asked" | "running" | "done" | "failed";
                            to?: string;
                            /** @description The status with which it answered */
                            webhook?: number;
                        } | null;
                        name: string;
                        /** @description When the next report is due; null while it is paused */
                        next: string | null;
                        /** @default false */
                        paused: boolean;
                        /**
                         * @description Whole days before the one in which the report is due.
                         * @default last_7_days
                         * @enum {string}
                         */
                        period: "yesterday" | "last_7_days" | "last_28_days" | "last_week" | "last_month";
                        /**
                         * @description Parameters of `GET /v1/reports/segments`, such as `{"segments": "buyers", "group_by": "campaign"}`.
                         * @default {}
                         */
                        report: {
                            [key: string]: string;
                        };
                        saved_at: string;
                        /**
                         * @description Of the cron and of the days of the report.
                         * @default UTC
                         */
                        tz: string;
                        /** @description Told of each report, signed as by standardwebhooks.com; the files are kept all the same. */
                        webhook?: {
                            /** @description What the hook is signed with: `{"env": "WEIR_WEBHOOK_..."}`, whose value is a `whsec_...`. */
                            secret: {
                                env: string;
                            };
                            /** Format: uri */
                            url: string;
                        };
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteReportSchedulesById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postReportSchedulesByIdRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        due: string;
                        ended_at?: string;
                        error?: string;
                        files: {
                            name: string;
                            url: string;
                        }[];
                        from?: string;
                        /** @description Turns before it that nothing could make; this report stands for them */
                        missed: number;
                        started_at: string;
                        /** @enum {string} */
                        state: "asked" | "running" | "done" | "failed";
                        to?: string;
                        /** @description The status with which it answered */
                        webhook?: number;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReportSchedulesByIdRuns: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        runs: {
                            due: string;
                            ended_at?: string;
                            error?: string;
                            files: {
                                name: string;
                                url: string;
                            }[];
                            from?: string;
                            /** @description Turns before it that nothing could make; this report stands for them */
                            missed: number;
                            started_at: string;
                            /** @enum {string} */
                            state: "asked" | "running" | "done" | "failed";
                            to?: string;
                            /** @description The status with which it answered */
                            webhook?: number;
                        }[];
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReportSchedulesByIdRunsByDueByFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                due: string;
                file: "report.html" | "report.csv" | "report.json";
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReportsAttribution: {
        parameters: {
            query?: {
                /** @description Whether a conversion that several sources tell of (the same person, and order id or event id) counts once. */
                across_sources?: "once" | "each";
                /** @description Windows such as 7d_click,1d_view (the default), or none: every conversion counts. */
                attribution?: string;
                /** @description Of model=shapley: what of an ad is the channel. Default: campaign. */
                channel?: "campaign" | "adgroup" | "ad" | "creative" | "placement";
                /** @description Event names. Default: Purchase, Lead, CompleteRegistration, Subscribe. */
                conversion?: string[];
                /** @description From the answer before; good for 24 h, with the same key */
                cursor?: string;
                /** @description Only conversions with this id of the sender's. */
                event_id?: string;
                /** @description Inclusive: an instant, or a date (its start in tz). Default: 30 days before `to`. */
                from?: string;
                /** @description Of model=time_decay: a touch so much older counts half. Default: 7d. */
                half_life?: string;
                /** @description So many conversions. */
                limit?: number;
                /** @description The same for what was received until then: an instant, or Unix ms. */
                min_watermark?: string;
                /** @description Of model=position_based: percents of the first touch, of those between together, and of the last. Default: 40,20,40. */
                position_weights?: string;
                /** @description Exclusive: an instant, or a date (its start in tz). Default: the end of the present day. */
                to?: string;
                /** @description An IANA time zone, for days and for dates in from and to. */
                tz?: string;
                /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                wait?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        conversions: {
                            currency: string | null;
                            eid: string;
                            event: string;
                            event_id: string;
                            event_time: string;
                            person: string;
                            /** @description The eid of the event of another source that it repeats: then it does not count */
                            repeats: string | null;
                            source: string;
                            /** @description What the person did with ads, oldest first */
                            touches: {
                                ad: string | null;
                                adgroup: string | null;
                                /** @description How long before the conversion; negative after it */
                                age_ms: number;
                                campaign: string | null;
                                /** @description Whether models may credit it */
                                counts: boolean;
                                creative: string | null;
                                /** @description By model; together with those of the other touches 1, or 0 where none counts */
                                credit: {
                                    [key: string]: number;
                                };
                                eid: string;
                                event_time: string;
                                /** @enum {string} */
                                kind: "click" | "landing" | "view";
                                placement: string | null;
                                why_not: ("outside_window" | "after_conversion" | "outranked_by_click" | "same_click" | "machine" | "no_consent") | null;
                            }[];
                            /** @description How many older ones are not shown */
                            touches_left_out: number;
                            value: number | null;
                        }[];
                        /** @description For the next page; null after the last one */
                        cursor: string | null;
                        from: string;
                        to: string;
                        tz: string;
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                        /** @description Conversions of the page whose people have opted out of measurement or were erased since */
                        withheld: number;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReportsDelivery: {
        parameters: {
            query?: {
                /** @description Of our own conversions. */
                attribution?: string;
                /** @description Event names of our own conversions, as in the report of segments. */
                conversion?: string[];
                /** @description columns: one row per group, amounts by currency in it. rows: a row per currency. */
                currency?: "columns" | "rows";
                /** @description csv: as a table (text/csv). */
                format?: "json" | "csv";
                /** @description The first day, on the clocks of the accounts. Default: 30 days before `to`. */
                from?: string;
                group_by?: ("segment" | "day" | "hour" | "source" | "account" | "campaign" | "adgroup" | "ad" | "age" | "gender" | "country" | "region" | "placement" | "platform" | "device" | "language")[];
                /** @description Default: impressions, clicks, conversions, spend, value, and ratios of them. */
                metrics?: ("impressions" | "clicks" | "engagements" | "conversions" | "purchases" | "results" | "reach" | "plays" | "watched_2s" | "watched_6s" | "p25" | "p50" | "p75" | "completions" | "likes" | "comments" | "shares" | "follows" | "profile_visits" | "landing_page_views" | "content_views" | "adds_to_cart" | "checkouts" | "frequency" | "ctr" | "cvr" | "completion_rate" | "completion_rate_per_impression" | "engagement_rate" | "spend" | "value" | "cpc" | "cpm" | "cpa" | "roas" | "landings" | "plays_with_duration" | "watch_time_ms" | "p25_rate" | "p50_rate" | "p75_rate" | "watched_2s_rate" | "watched_6s_rate" | "watch_time_avg" | "aov")[];
                /** @description The same for what was received until then: an instant, or Unix ms. */
                min_watermark?: string;
                /** @description Segment ids; the rows are then per segment. */
                segments?: string[];
                /** @description Delivery sources. Default: all. */
                sources?: string[];
                /** @description The day after the last. Default: tomorrow. */
                to?: string;
                /** @description An IANA time zone: days of our own events. */
                tz?: string;
                /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                wait?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description JSON, or CSV with format=csv */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        from: string;
                        /** @description Imported rows of the range by kind, and how many of them were read: kinds are about the same delivery */
                        kinds: {
                            breakdown: string;
                            grain: string;
                            level: string;
                            read: number;
                            rows: number;
                            source: string;
                        }[];
                        /** @description Whether our own events stand beside the delivery: they know only some of the dimensions */
                        observed: boolean;
                        rows: {
                            [key: string]: string | number | boolean | null | {
                                [key: string]: number | null;
                            };
                        }[];
                        to: string;
                        tz: string;
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                    };
                    "text/csv": string;
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReportsExposure: {
        parameters: {
            query?: {
                ad?: string;
                adgroup?: string;
                /** @description Events that machines sent: left out, included, or alone. */
                bots?: "exclude" | "include" | "only";
                campaign?: string;
                /** @description Event names. Default: as in GET /v1/reports/segments. */
                conversion?: string[];
                creative?: string;
                /** @description csv: as a table (text/csv). */
                format?: "json" | "csv";
                /** @description Inclusive: an instant, or a date (its start in tz). Default: 30 days before `to`. */
                from?: string;
                /** @description Of intervals and of the test for fatigue, in percent. */
                level?: "90" | "95" | "99";
                /** @description From here on exposures are put together. */
                max_n?: number;
                /** @description Rows of fewer persons show no figures. */
                min_group?: number;
                /** @description The same for what was received until then: an instant, or Unix ms. */
                min_watermark?: string;
                /** @description What the n of a person is counted of: their impressions of one campaign ..., or of all ads. */
                per?: "all" | "campaign" | "adgroup" | "ad" | "creative";
                /** @description Which of the two tables a CSV file has. */
                table?: "rows" | "recency";
                /** @description Exclusive: an instant, or a date (its start in tz). Default: the end of the present day. */
                to?: string;
                /** @description An IANA time zone, for dates in from and to. */
                tz?: string;
                /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                wait?: "true" | "false";
                /** @description How long after an impression a click, play or conversion counts for it; exactly so long is too late. */
                window?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description JSON, or CSV with format=csv */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description What showing an ad so often and no more would cost; null without fatigue */
                        cap: {
                            /** @description Of persons who clicked, those who only did so beyond the cap */
                            clickers_lost: {
                                high: number | null;
                                low: number | null;
                                value: number | null;
                            };
                            /** @description The same of persons who converted */
                            converters_lost: {
                                high: number | null;
                                low: number | null;
                                value: number | null;
                            };
                            /** @description At most so many: those before the fatigue point */
                            exposures: number;
                            impressions_beyond: number | null;
                            /** @description With an exposure */
                            persons: number | null;
                            /** @description Who saw more than that: they would see fewer, none would see nothing */
                            persons_beyond: number | null;
                        } | null;
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        /** @description The rule of those who have seen as many as the cap, over the length of the range; null where one rule cannot say it */
                        exclusion: components["schemas"]["Rule"] | null;
                        /** @description Null where no exposure is clicked less than those before it */
                        fatigue: {
                            /** @description In what share of draws of other people there was any */
                            found: number;
                            /** @description Null where with other people there might be none */
                            high: number | null;
                            low: number;
                            /** @description The first exposure whose ctr is below that of those before it, and not by chance */
                            n: number;
                            /** @description Corrected for the many n */
                            p: number;
                        } | null;
                        /** @description As in GET /v1/reports/segments */
                        final: boolean;
                        final_until: string | null;
                        from: string;
                        /** @enum {string} */
                        per: "all" | "campaign" | "adgroup" | "ad" | "creative";
                        recency: {
                            /** @description And shorter than this */
                            before: string | null;
                            /** @description Events AdClick */
                            clicks: number | null;
                            /** @description Completions, as a share of plays whose duration is known */
                            completion_rate: {
                                high: number | null;
                                low: number | null;
                                value: number | null;
                            };
                            conversions: number | null;
                            /** @description Impressions with a click, as a share of impressions */
                            ctr: {
                                high: number | null;
                                low: number | null;
                                value: number | null;
                            };
                            /** @description Conversions / (clicks + landings), as in reports; without an interval where they are more */
                            cvr: {
                                high: number | null;
                                low: number | null;
                                value: number | null;
                            };
                            impressions: number | null;
                            /** @description Clicks that only their landing tells of */
                            landings: number | null;
                            /** @description What one more conversion costs at this exposure: its spend / its conversions */
                            marginal_cpa: {
                                [key: string]: number | null;
                            } | null;
                            /** @description Null, as all else, where they are fewer than min_group */
                            persons: number | null;
                            /** @description first, or so long at least */
                            since_last: string;
                            spend: {
                                [key: string]: number;
                            } | null;
                        }[];
                        reports_from?: {
                            [key: string]: string | null;
                        };
                        rows: {
                            /**
                             * @description This one and all after it
                             * @enum {boolean}
                             */
                            and_more?: true;
                            /** @description Events AdClick */
                            clicks: number | null;
                            /** @description Completions, as a share of plays whose duration is known */
                            completion_rate: {
                                high: number | null;
                                low: number | null;
                                value: number | null;
                            };
                            conversions: number | null;
                            /** @description Impressions with a click, as a share of impressions */
                            ctr: {
                                high: number | null;
                                low: number | null;
                                value: number | null;
                            };
                            /** @description Conversions / (clicks + landings), as in reports; without an interval where they are more */
                            cvr: {
                                high: number | null;
                                low: number | null;
                                value: number | null;
                            };
                            impressions: number | null;
                            /** @description Clicks that only their landing tells of */
                            landings: number | null;
                            /** @description What one more conversion costs at this exposure: its spend / its conversions */
                            marginal_cpa: {
                                [key: string]: number | null;
                            } | null;
                            /** @description The n-th impression of the person */
                            n: number;
                            /** @description Null, as all else, where they are fewer than min_group */
                            persons: number | null;
                            spend: {
                                [key: string]: number;
                            } | null;
                        }[];
                        to: string;
                        tz: string;
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                        window: string;
                    };
                    "text/csv": string;
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postReportsExposureSegment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "tired",
                 *       "cap": 5,
                 *       "within": "7d"
                 *     }
                 */
                "application/json": {
                    ad?: string;
                    adgroup?: string;
                    campaign?: string;
                    /** @description People who have seen so many are in the segment, and see no more where it is excluded. */
                    cap: number;
                    creative?: string;
                    id: string;
                    min_size?: number;
                    /** @description Default: the id. */
                    name?: string;
                    purposes?: ("storage" | "profiling" | "personalised_ads" | "measurement" | "modelling")[];
                    /**
                     * @description Over how long exposures count.
                     * @default 30d
                     */
                    within?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description There are fewer members than min_size, so figures of them are null
                         * @enum {boolean}
                         */
                        below_min_size?: true;
                        cost: {
                            /** @description Events that its conditions are filled from; null while they cannot be counted */
                            backfill_events: number | null;
                            conditions: {
                                entries_max: number | null;
                                /** @description Whether it changes at the very instant, whatever the traffic */
                                exact: boolean;
                                /** @description How late it may change otherwise; null where old events are forgotten */
                                late_by_max_ms: number | null;
                                path: string;
                            }[];
                            /** @description Of one person's state, however many events they have; null where there is no bound */
                            state_bytes_max: number | null;
                        };
                        description?: string;
                        id: string;
                        /** @description The journey that it is a step of, and that alone changes it */
                        journey?: string;
                        /** @description Members by the kind of identifier they can be matched on */
                        matchable: {
                            [key: string]: number;
                        } | null;
                        /** @description Half a 95 % interval as a share of size; 0 when everybody was counted (up to 10,000 members) */
                        matchable_error_margin: number | null;
                        min_size?: number;
                        name: string;
                        number: number;
                        purposes?: ("storage" | "profiling" | "personalised_ads" | "measurement" | "modelling")[];
                        rule: components["schemas"]["Rule"];
                        /** @description Null while it is below min_size */
                        size: number | null;
                        /**
                         * @description `backfilling` until everybody follows the definition: members and size are those of the definition before, if any
                         * @enum {string}
                         */
                        status: "live" | "backfilling";
                        /** @description Thresholds that the rule compares with and that are not published: until they are, it has no members */
                        unresolved?: string[];
                        updated_at: string;
                        version: number;
                        /** @description What the rule asks for and nobody ever sent, if there is any; absent also while the warehouse does not answer */
                        warnings?: {
                            /** @enum {string} */
                            code: "unknown_event" | "unknown_source" | "unknown_path" | "unknown_trait" | "unknown_model" | "unknown_ad";
                            message: string;
                            /** @description Where in the rule */
                            path: string;
                        }[];
                        /** @description How many of them no list and no file has, because somebody has denied under an identifier of theirs; above 10,000 members an estimate; null as size */
                        withheld: number | null;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postReportsFunnel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "steps": [
                 *         {
                 *           "event": {
                 *             "name": "ViewContent"
                 *           }
                 *         },
                 *         {
                 *           "event": {
                 *             "name": "AddToCart"
                 *           }
                 *         },
                 *         {
                 *           "event": {
                 *             "name": "Purchase"
                 *           }
                 *         }
                 *       ],
                 *       "window": "7d"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Events that machines sent: left out, included, or alone.
                     * @default exclude
                     * @enum {string}
                     */
                    bots?: "exclude" | "include" | "only";
                    /**
                     * @description persons: each once, with the attempt that gets furthest, the earliest of these.
                     *     attempts: a person begins another attempt when the last one is complete, is broken off, or its window has passed.
                     * @default persons
                     * @enum {string}
                     */
                    count?: "persons" | "attempts";
                    /**
                     * @description Events that break an attempt off where they lie between two steps.
                     * @default []
                     */
                    exclude?: {
                        /** @description Only between this step (from 1) and the next. Default: between any two. */
                        after?: number;
                        event: {
                            name?: string;
                            name_prefix?: string;
                            names?: string[];
                            source?: string;
                            where?: {
                                /** @enum {string} */
                                op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                path: string;
                                value?: (string | number | boolean) | (string | number | boolean)[] | {
                                    path: string;
                                };
                            }[];
                        };
                    }[];
                    /**
                     * @description csv: as a table (text/csv).
                     * @default json
                     * @enum {string}
                     */
                    format?: "json" | "csv";
                    /** @description Inclusive: an instant, or a date (its start in tz). Default: 30 days before `to`. */
                    from?: string;
                    /**
                     * @description A row for each, as it was at the first event; of segments, those of which the person was a member just before it.
                     * @enum {string}
                     */
                    group_by?: "segment" | "day" | "week" | "hour" | "campaign" | "adgroup" | "ad" | "creative" | "placement" | "video" | "source" | "country" | "device" | "experiment" | "arm";
                    /**
                     * @description Of the intervals, in percent.
                     * @default 95
                     * @enum {string}
                     */
                    level?: "90" | "95" | "99";
                    /**
                     * @description Figures of fewer persons are null.
                     * @default 0
                     */
                    min_group?: number;
                    /** @description The same for what was received until then: an instant, or Unix ms. */
                    min_watermark?: string | number;
                    /**
                     * @description ordered: one after the other, whatever lies between them. strict: no event of another step, and no second one of the same step, lies between.
                     *     adjacent: no event of the person at all lies between. any: in any order; the n-th step of the answer is then any n of them.
                     * @default ordered
                     * @enum {string}
                     */
                    order?: "ordered" | "strict" | "adjacent" | "any";
                    /** @description Segment ids, with group_by segment only. Default: all. */
                    segments?: string[];
                    steps: {
                        event: {
                            name?: string;
                            name_prefix?: string;
                            names?: string[];
                            source?: string;
                            where?: {
                                /** @enum {string} */
                                op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                path: string;
                                value?: (string | number | boolean) | (string | number | boolean)[] | {
                                    path: string;
                                };
                            }[];
                        };
                        name?: string;
                    }[];
                    /** @description Exclusive: an instant, or a date (its start in tz). Default: the end of the present day. */
                    to?: string;
                    /**
                     * @description An IANA time zone, for days and for dates in from and to.
                     * @default UTC
                     */
                    tz?: string;
                    /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                    wait?: boolean;
                    /** @description How long after the first step the last one may come, at most; exactly so long is in time. */
                    window: string;
                };
            };
        };
        responses: {
            /** @description JSON, or CSV with format=csv */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        /** @enum {string} */
                        count: "persons" | "attempts";
                        /** @description As in GET /v1/reports/segments */
                        final: boolean;
                        final_until: string | null;
                        from: string;
                        group_by: string | null;
                        /** @enum {string} */
                        order: "ordered" | "strict" | "adjacent" | "any";
                        reports_from?: {
                            [key: string]: string | null;
                        };
                        rows: {
                            /** @description Null without group_by, and where there is no value */
                            group: string | null;
                            steps: {
                                /** @description How many of the step before did not get here; 0 of the first */
                                dropped: number | null;
                                name: string | null;
                                persons: number | null;
                                /** @description reached, as a share of the first step */
                                rate: {
                                    high: number | null;
                                    low: number | null;
                                    value: number | null;
                                };
                                /** @description Persons, or attempts, that got here; null, as all else, where persons are fewer than min_group */
                                reached: number | null;
                                /** @description Over those that got here: how long half, and nine of ten, took at most; null of the first step and of nobody */
                                since_first: {
                                    median_ms: number;
                                    p90_ms: number;
                                } | null;
                                /** @description Over those that got here: how long half, and nine of ten, took at most; null of the first step and of nobody */
                                since_previous: {
                                    median_ms: number;
                                    p90_ms: number;
                                } | null;
                                /** @description From 1 */
                                step: number;
                                /** @description reached, as a share of the step before */
                                step_rate: {
                                    high: number | null;
                                    low: number | null;
                                    value: number | null;
                                };
                            }[];
                        }[];
                        to: string;
                        tz: string;
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                        window: string;
                    };
                    "text/csv": string;
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReportsGrowth: {
        parameters: {
            query?: {
                /** @description csv: as a table (text/csv). */
                format?: "json" | "csv";
                /** @description Inclusive: an instant, or a date (its start in tz). Default: 30 days before `to`. */
                from?: string;
                /** @description The same for what was received until then: an instant, or Unix ms. */
                min_watermark?: string;
                /** @description At most 50 segment ids. Default: all. */
                segments?: string[];
                /** @description Exclusive: an instant, or a date (its start in tz). Default: the end of the present day. */
                to?: string;
                /** @description An IANA time zone, for days and for dates in from and to. */
                tz?: string;
                /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                wait?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description JSON, or CSV with format=csv */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        /** @description Whether all that is loaded was looked at. Until it is, of a new segment changes from before its definition may be missing */
                        final: boolean;
                        from: string;
                        rows: {
                            /**
                             * @description It has fewer members than its min_size now: it shows no days
                             * @enum {boolean}
                             */
                            below_min_size?: true;
                            days: {
                                day: string;
                                /** @description Null where the size at either end is, as left */
                                joined: number | null;
                                left: number | null;
                                /** @description Members at its end; null below min_size */
                                size: number | null;
                            }[];
                            segment: string;
                        }[];
                        to: string;
                        tz: string;
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                    };
                    "text/csv": string;
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReportsInterests: {
        parameters: {
            query?: {
                /** @description Events that machines sent: left out, included, or alone. */
                bots?: "exclude" | "include" | "only";
                /** @description What the values are of, as in an affinity condition: a field of properties.contents, or a path. */
                by?: string;
                /** @description csv: as a table (text/csv). */
                format?: "json" | "csv";
                /** @description Inclusive: an instant, or a date (its start in tz). Default: 30 days before `to`. */
                from?: string;
                /** @description Of the intervals, in percent. */
                level?: "90" | "95" | "99";
                /** @description Figures of fewer persons are null. */
                min_group?: number;
                /** @description The same for what was received until then: an instant, or Unix ms. */
                min_watermark?: string;
                /** @description Segment ids. Default: all. */
                segments?: string[];
                /** @description Exclusive: an instant, or a date (its start in tz). Default: the end of the present day. */
                to?: string;
                /** @description So many values, those of most persons. */
                top?: number;
                /** @description An IANA time zone, for dates in from and to. */
                tz?: string;
                /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                wait?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description JSON, or CSV with format=csv */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        by: string;
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        /** @description As in GET /v1/reports/segments */
                        final: boolean;
                        final_until: string | null;
                        from: string;
                        reports_from?: {
                            [key: string]: string | null;
                        };
                        rows: {
                            /** @description With any value, while they were members; null, as all else, below min_group */
                            persons: number | null;
                            segment: string;
                            values: {
                                /** @description The same share of everybody */
                                everybody: number | null;
                                /** @description share / everybody x 100: above 100, more than everybody */
                                index: number | null;
                                index_high: number | null;
                                /** @description With the interval of share; the share of everybody counts as known */
                                index_low: number | null;
                                /** @description With this one; null where they, or the rest, are fewer than min_group */
                                persons: number | null;
                                /** @description Of the persons of the segment */
                                share: {
                                    high: number | null;
                                    low: number | null;
                                    value: number | null;
                                };
                                value: string;
                            }[];
                        }[];
                        to: string;
                        tz: string;
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                    };
                    "text/csv": string;
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postReportsJourneys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "touchpoints": [
                 *         {
                 *           "name": "view",
                 *           "event": {
                 *             "name": "ViewContent"
                 *           }
                 *         },
                 *         {
                 *           "name": "cart",
                 *           "event": {
                 *             "name": "AddToCart"
                 *           }
                 *         },
                 *         {
                 *           "name": "purchase",
                 *           "event": {
                 *             "name": "Purchase"
                 *           },
                 *           "ends": true
                 *         }
                 *       ],
                 *       "gap": "1d"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Events that machines sent: left out, included, or alone.
                     * @default exclude
                     * @enum {string}
                     */
                    bots?: "exclude" | "include" | "only";
                    /**
                     * @description csv: as a table (text/csv).
                     * @default json
                     * @enum {string}
                     */
                    format?: "json" | "csv";
                    /** @description Inclusive: an instant, or a date (its start in tz). Default: 30 days before `to`. */
                    from?: string;
                    /**
                     * @description A path ends where the next touchpoint comes later than this.
                     * @default 30d
                     */
                    gap?: string;
                    /**
                     * @description Rows by the segments of which the person was a member just before the path.
                     * @enum {string}
                     */
                    group_by?: "segment";
                    /**
                     * @description Of the intervals, in percent.
                     * @default 95
                     * @enum {string}
                     */
                    level?: "90" | "95" | "99";
                    /**
                     * @description Figures of fewer persons are null.
                     * @default 0
                     */
                    min_group?: number;
                    /** @description The same for what was received until then: an instant, or Unix ms. */
                    min_watermark?: string | number;
                    /**
                     * @description Whether one touchpoint after itself is a step of its own.
                     * @default false
                     */
                    repeats?: boolean;
                    /** @description Segment ids, with group_by segment only. Default: all. */
                    segments?: string[];
                    /**
                     * @description So many steps of each path, from its first.
                     * @default 5
                     */
                    steps?: number;
                    /**
                     * @description Which of the tables a CSV file has.
                     * @default links
                     * @enum {string}
                     */
                    table?: "links" | "nodes" | "paths";
                    /** @description Exclusive: an instant, or a date (its start in tz). Default: the end of the present day. */
                    to?: string;
                    /**
                     * @description So many paths, those that most persons took; the rest is one.
                     * @default 20
                     */
                    top?: number;
                    /** @description What a path leads over. An event is the first of these that it can be; others are passed over. */
                    touchpoints: {
                        /**
                         * @description The path ends with it, as with a purchase.
                         * @default false
                         */
                        ends?: boolean;
                        event: {
                            name?: string;
                            name_prefix?: string;
                            names?: string[];
                            source?: string;
                            where?: {
                                /** @enum {string} */
                                op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                                path: string;
                                value?: (string | number | boolean) | (string | number | boolean)[] | {
                                    path: string;
                                };
                            }[];
                        };
                        name: string;
                    }[];
                    /**
                     * @description An IANA time zone, for days and for dates in from and to.
                     * @default UTC
                     */
                    tz?: string;
                    /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                    wait?: boolean;
                };
            };
        };
        responses: {
            /** @description JSON, or CSV with format=csv */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        /** @description As in GET /v1/reports/segments */
                        final: boolean;
                        final_until: string | null;
                        from: string;
                        reports_from?: {
                            [key: string]: string | null;
                        };
                        rows: {
                            links: {
                                from: string;
                                /** @description How long half of them took; null where a part of them is in others */
                                median_ms: number | null;
                                p90_ms: number | null;
                                persons: number;
                                /** @description persons, as a share of those of from */
                                rate: {
                                    high: number | null;
                                    low: number | null;
                                    value: number | null;
                                };
                                /** @description Of from */
                                step: number;
                                to: string;
                            }[];
                            nodes: {
                                /** @description ended, as a share of persons */
                                drop_off: {
                                    high: number | null;
                                    low: number | null;
                                    value: number | null;
                                };
                                /** @description Whose path ends here; null of other ones */
                                ended: number | null;
                                /** @description Whose path goes on after the last step asked for */
                                goes_on: number | null;
                                persons: number;
                                /** @description From 1 */
                                step: number;
                                /** @description (other) for what few did */
                                touchpoint: string;
                            }[];
                            /** @description Those that top left out */
                            other_paths: {
                                paths: number;
                                persons: number;
                            };
                            paths: {
                                goes_on: boolean;
                                persons: number;
                                /** @description Of all persons with a path */
                                rate: {
                                    high: number | null;
                                    low: number | null;
                                    value: number | null;
                                };
                                touchpoints: string[];
                            }[];
                            /** @description With a path; null, and all else empty, where they are fewer than min_group */
                            persons: number | null;
                            /** @description Null without group_by */
                            segment: string | null;
                        }[];
                        to: string;
                        tz: string;
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                    };
                    "text/csv": string;
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReportsLeaderboard: {
        parameters: {
            query?: {
                /** @description As in GET /v1/reports/segments. */
                attribution?: string;
                /** @description Events that machines sent: left out, included, or alone. */
                bots?: "exclude" | "include" | "only";
                /** @description Event names. Default: as in GET /v1/reports/segments. */
                conversion?: string[];
                /** @description Of the p values: holm keeps the chance of any false find, bh (Benjamini and Hochberg) the share of false finds. */
                correction?: "holm" | "bh";
                /** @description Of cpa and roas: all amounts in it, by the rates of PUT /v1/exchange-rates. Needed where there are several currencies. */
                currency?: string;
                /** @description csv: as a table (text/csv). */
                format?: "json" | "csv";
                /** @description Inclusive: an instant, or a date (its start in tz). Default: 30 days before `to`. */
                from?: string;
                /** @description Of the intervals, and of what counts as a difference, in percent. */
                level?: "90" | "95" | "99";
                /** @description By what they are compared. */
                metric?: "cpa" | "cvr" | "ctr" | "roas";
                /** @description Rows of fewer persons show no figures. */
                min_group?: number;
                /** @description The same for what was received until then: an instant, or Unix ms. */
                min_watermark?: string;
                /** @description Segment ids. Default: all. */
                segments?: string[];
                /** @description Exclusive: an instant, or a date (its start in tz). Default: the end of the present day. */
                to?: string;
                /** @description An IANA time zone, for dates in from and to. */
                tz?: string;
                /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                wait?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description JSON, or CSV with format=csv */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        /** @enum {string} */
                        correction: "holm" | "bh";
                        /** @description Of the amounts; null of shares and without money */
                        currency: string | null;
                        /** @description As in GET /v1/reports/segments */
                        final: boolean;
                        final_until: string | null;
                        from: string;
                        /** @enum {string} */
                        metric: "cpa" | "cvr" | "ctr" | "roas";
                        /** @description Days and currencies without a rate of exchange: figures with them are null */
                        missing_rates?: number;
                        reports_from?: {
                            [key: string]: string | null;
                        };
                        rows: {
                            high: number | null;
                            /** @description Its interval, of this segment alone */
                            low: number | null;
                            /** @description value / others; null where one is 0 or unknown */
                            multiple: number | null;
                            /** @description The metric of everything else */
                            others: number | null;
                            /** @description How likely a difference at least as large is by chance, of this segment alone */
                            p: number | null;
                            /** @description The same, corrected for the many segments */
                            p_corrected: number | null;
                            /** @description With what the metric is made of, while they were members; null, as all else, below min_group */
                            persons: number | null;
                            segment: string;
                            /** @description The metric of what found its person in the segment */
                            value: number | null;
                            /** @description By p_corrected at level; null where nothing can be compared */
                            verdict: ("better" | "worse" | "no_difference") | null;
                        }[];
                        to: string;
                        tz: string;
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                    };
                    "text/csv": string;
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postReportsRetention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "first": {
                 *         "name": "Purchase"
                 *       },
                 *       "unit": "week",
                 *       "periods": 8
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Events that machines sent: left out, included, or alone.
                     * @default exclude
                     * @enum {string}
                     */
                    bots?: "exclude" | "include" | "only";
                    /** @description The event that begins it: the first one of a person in the range. */
                    first: {
                        name?: string;
                        name_prefix?: string;
                        names?: string[];
                        source?: string;
                        where?: {
                            /** @enum {string} */
                            op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                            path: string;
                            value?: (string | number | boolean) | (string | number | boolean)[] | {
                                path: string;
                            };
                        }[];
                    };
                    /**
                     * @description csv: as a table (text/csv).
                     * @default json
                     * @enum {string}
                     */
                    format?: "json" | "csv";
                    /** @description Inclusive: an instant, or a date (its start in tz). Default: 30 days before `to`. */
                    from?: string;
                    /**
                     * @description Rows by the segments of which the person was a member just before the first event.
                     * @enum {string}
                     */
                    group_by?: "segment";
                    /**
                     * @description Of the intervals, in percent.
                     * @default 95
                     * @enum {string}
                     */
                    level?: "90" | "95" | "99";
                    /**
                     * @description Figures of fewer persons are null.
                     * @default 0
                     */
                    min_group?: number;
                    /** @description The same for what was received until then: an instant, or Unix ms. */
                    min_watermark?: string | number;
                    /**
                     * @description exact: came in that period. rolling: came in that period or in a later one, up to the last one asked for.
                     * @default exact
                     * @enum {string}
                     */
                    mode?: "exact" | "rolling";
                    /**
                     * @description How many periods after the first one.
                     * @default 8
                     */
                    periods?: number;
                    /** @description The event that counts as coming back. Default: as first. */
                    returning?: {
                        name?: string;
                        name_prefix?: string;
                        names?: string[];
                        source?: string;
                        where?: {
                            /** @enum {string} */
                            op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "between" | "in" | "not_in" | "contains" | "starts_with" | "exists" | "not_exists" | "before" | "after";
                            path: string;
                            value?: (string | number | boolean) | (string | number | boolean)[] | {
                                path: string;
                            };
                        }[];
                    };
                    /** @description Segment ids, with group_by segment only. Default: all. */
                    segments?: string[];
                    /** @description Exclusive: an instant, or a date (its start in tz). Default: the end of the present day. */
                    to?: string;
                    /**
                     * @description An IANA time zone, for days and for dates in from and to.
                     * @default UTC
                     */
                    tz?: string;
                    /**
                     * @description Of cohorts and periods, on the calendar of tz; weeks begin on Monday.
                     * @default day
                     * @enum {string}
                     */
                    unit?: "day" | "week" | "month";
                    /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                    wait?: boolean;
                };
            };
        };
        responses: {
            /** @description JSON, or CSV with format=csv */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Periods that end after it are not over */
                        as_of: string;
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        /** @description As in GET /v1/reports/segments */
                        final: boolean;
                        final_until: string | null;
                        from: string;
                        /** @enum {string} */
                        mode: "exact" | "rolling";
                        reports_from?: {
                            [key: string]: string | null;
                        };
                        rows: {
                            cohorts: {
                                /** @description The first day of the unit in which they began; null for all together */
                                cohort: string | null;
                                periods: {
                                    /** @description Whether the period (rolling: the last one asked for) is over; false where more can come back */
                                    is_over: boolean;
                                    /** @description The persons of whom it is a share: of all together, those whose period is over */
                                    of: number | null;
                                    /** @description 0 is the unit of the first event */
                                    period: number;
                                    /** @description Who came back */
                                    persons: number | null;
                                    /** @description As a share of the cohort */
                                    rate: {
                                        high: number | null;
                                        low: number | null;
                                        value: number | null;
                                    };
                                }[];
                                /** @description Null, as all else, where they are fewer than min_group */
                                persons: number | null;
                            }[];
                            /** @description Null without group_by */
                            segment: string | null;
                        }[];
                        to: string;
                        tz: string;
                        /** @enum {string} */
                        unit: "day" | "week" | "month";
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                    };
                    "text/csv": string;
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReportsRollups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Cells stored, those included that count no more and will go */
                        cells: number;
                        /** @description Days whose conversions reports read from events */
                        conversion_days_waiting: number;
                        /** @description Days (UTC) that have events */
                        days: number;
                        /** @description The first day that is rolled up */
                        from: string | null;
                        /** @description When a day was rolled up last */
                        last_made_at: string | null;
                        /** @description How many of them reports read from rollups */
                        rolled_up: number;
                        /** @description The end of the last one */
                        until: string | null;
                        /** @description How many of them reports read from events: new, or changed since */
                        waiting: number;
                        /** @description The first day that waits */
                        waiting_from: string | null;
                    };
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReportsSegments: {
        parameters: {
            query?: {
                /** @description Whether a conversion that several sources tell of (the same person, and order id or event id) counts once. */
                across_sources?: "once" | "each";
                /** @description Windows such as 7d_click,1d_view (the default), or none: every conversion counts. */
                attribution?: string;
                /** @description Events that machines sent: left out, included, or alone. */
                bots?: "exclude" | "include" | "only";
                /** @description Of model=shapley: what of an ad is the channel. Default: campaign. */
                channel?: "campaign" | "adgroup" | "ad" | "creative" | "placement";
                /** @description Beside each metric that of the period of the same length before (previous_...), and the change as a share of it (change_...). */
                compare?: "previous";
                /** @description Event names. Default: Purchase, Lead, CompleteRegistration, Subscribe. */
                conversion?: string[];
                /** @description columns: one row per group, amounts by currency in it. rows: a row per currency. A currency: all amounts in it, by the rates of PUT /v1/exchange-rates. */
                currency?: string;
                /** @description csv: as a table (text/csv). */
                format?: "json" | "csv";
                /** @description Inclusive: an instant, or a date (its start in tz). Default: 30 days before `to`. */
                from?: string;
                group_by?: ("segment" | "day" | "week" | "hour" | "campaign" | "adgroup" | "ad" | "creative" | "placement" | "video" | "source" | "country" | "device" | "experiment" | "arm" | "exposure")[];
                /** @description Of model=time_decay: a touch so much older counts half. Default: 7d. */
                half_life?: string;
                /** @description Beside each rate and ratio its interval of so many percent (..._low, ..._high). */
                intervals?: "90" | "95" | "99";
                /** @description So many rows, after sorting. */
                limit?: number;
                /** @description Default: all. */
                metrics?: ("impressions" | "clicks" | "landings" | "plays" | "plays_with_duration" | "p25" | "p50" | "p75" | "completions" | "watched_2s" | "watched_6s" | "watch_time_ms" | "likes" | "comments" | "shares" | "follows" | "conversions" | "purchases" | "reach" | "frequency" | "ctr" | "cvr" | "engagement_rate" | "completion_rate" | "completion_rate_per_impression" | "p25_rate" | "p50_rate" | "p75_rate" | "watched_2s_rate" | "watched_6s_rate" | "watch_time_avg" | "spend" | "value" | "cpc" | "cpm" | "cpa" | "roas" | "aov")[];
                /** @description Rows of fewer persons show no metrics. */
                min_group?: number;
                /** @description The same for what was received until then: an instant, or Unix ms. */
                min_watermark?: string;
                /** @description Which touches have how much of a conversion. all: the rows of every model, told apart by `model`. */
                model?: "last_touch" | "first_touch" | "linear" | "time_decay" | "position_based" | "shapley" | "all";
                /** @description Of model=position_based: percents of the first touch, of those between together, and of the last. Default: 40,20,40. */
                position_weights?: string;
                /** @description skip: everything is added up from facts, also what is rolled up. The answer is the same. */
                rollups?: "use" | "skip";
                /** @description Segment ids; the rows are then per segment. */
                segments?: string[];
                /** @description Columns to sort by, as -spend_EUR,campaign; - for the greatest first. */
                sort?: string[];
                /** @description Where the numbers come from: the events that Weir received. */
                source?: "observed";
                /** @description Exclusive: an instant, or a date (its start in tz). Default: the end of the present day. */
                to?: string;
                /** @description Everything together as well, its reach counted and not added up. */
                totals?: "true" | "false";
                /** @description An IANA time zone, for days and for dates in from and to. */
                tz?: string;
                /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                wait?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description JSON, or CSV with format=csv */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        /** @description The same of conversions and landings */
                        conversion_rollups?: {
                            days: number;
                            days_from_facts: number;
                        };
                        /** @description With currency=EUR: the rates used, and the days and currencies without one, whose sums are null */
                        exchange_rates?: {
                            missing: {
                                currency: string;
                                day: string;
                            }[];
                            to: string;
                            used: {
                                currency: string;
                                day: string;
                                rate: number;
                            }[];
                        };
                        /** @description Whether every event counts under the segments in which it found the person, whatever came late or was defined later */
                        final: boolean;
                        /** @description The same of events accepted up to this instant */
                        final_until: string | null;
                        from: string;
                        /** @description By segment: from which event time on it reports; null while its past is being found out */
                        reports_from?: {
                            [key: string]: string | null;
                        };
                        /** @description How many days with events were read from rollups, and how many from facts; missing where all were */
                        rollups?: {
                            days: number;
                            days_from_facts: number;
                        };
                        rows: {
                            [key: string]: string | number | boolean | null | {
                                [key: string]: number | null;
                            };
                        }[];
                        /** @description How many rows the limit left out */
                        rows_left_out?: number;
                        to: string;
                        /** @description With totals=true: everything together, in the form of the rows; suppressed where a group is */
                        totals?: {
                            [key: string]: string | number | boolean | null | {
                                [key: string]: number | null;
                            };
                        }[];
                        tz: string;
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                    };
                    "text/csv": string;
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRetention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        classes: {
                            /** @enum {string} */
                            class: "log" | "facts" | "memberships" | "consent" | "rejected" | "people" | "removals";
                            /** @description null: for ever */
                            keep_days: number | null;
                            /** @description The latest, newest first */
                            runs: {
                                at: string;
                                /** @description Everything from before this instant was to go */
                                before: string;
                                /** @description How much that was, uncompressed; 0 where it is not known */
                                bytes: number;
                                deleted: number;
                                /** @description Why some of what is older stays: the segments that look at it; else empty */
                                held_by: string;
                                /** @description How many of them were found when it was looked again: 0 proves that they are gone */
                                remaining: number;
                            }[];
                        }[];
                        warnings: {
                            /** @enum {string} */
                            code: "log_too_short" | "facts_held";
                            message: string;
                            segments: string[];
                        }[];
                    };
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSegments: {
        parameters: {
            query?: {
                /** @description From the answer before; good for 24 h, with the same key */
                cursor?: string;
                /** @description What takes longer: matchable looks at the members of each segment, cost asks the warehouse. */
                include?: ("matchable" | "cost")[];
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description For the next page; null after the last one */
                        cursor: string | null;
                        segments: {
                            /**
                             * @description There are fewer members than min_size, so figures of them are null
                             * @enum {boolean}
                             */
                            below_min_size?: true;
                            cost?: {
                                /** @description Events that its conditions are filled from; null while they cannot be counted */
                                backfill_events: number | null;
                                conditions: {
                                    entries_max: number | null;
                                    /** @description Whether it changes at the very instant, whatever the traffic */
                                    exact: boolean;
                                    /** @description How late it may change otherwise; null where old events are forgotten */
                                    late_by_max_ms: number | null;
                                    path: string;
                                }[];
                                /** @description Of one person's state, however many events they have; null where there is no bound */
                                state_bytes_max: number | null;
                            };
                            description?: string;
                            id: string;
                            /** @description The journey that it is a step of, and that alone changes it */
                            journey?: string;
                            /** @description Members by the kind of identifier they can be matched on */
                            matchable?: {
                                [key: string]: number;
                            } | null;
                            /** @description Half a 95 % interval as a share of size; 0 when everybody was counted (up to 10,000 members) */
                            matchable_error_margin?: number | null;
                            min_size?: number;
                            name: string;
                            number: number;
                            purposes?: ("storage" | "profiling" | "personalised_ads" | "measurement" | "modelling")[];
                            rule: components["schemas"]["Rule"];
                            /** @description Null while it is below min_size */
                            size: number | null;
                            /**
                             * @description `backfilling` until everybody follows the definition: members and size are those of the definition before, if any
                             * @enum {string}
                             */
                            status: "live" | "backfilling";
                            /** @description Thresholds that the rule compares with and that are not published: until they are, it has no members */
                            unresolved?: string[];
                            updated_at: string;
                            version: number;
                            /** @description How many of them no list and no file has, because somebody has denied under an identifier of theirs; above 10,000 members an estimate; null as size */
                            withheld?: number | null;
                        }[];
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSegmentsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description There are fewer members than min_size, so figures of them are null
                         * @enum {boolean}
                         */
                        below_min_size?: true;
                        cost: {
                            /** @description Events that its conditions are filled from; null while they cannot be counted */
                            backfill_events: number | null;
                            conditions: {
                                entries_max: number | null;
                                /** @description Whether it changes at the very instant, whatever the traffic */
                                exact: boolean;
                                /** @description How late it may change otherwise; null where old events are forgotten */
                                late_by_max_ms: number | null;
                                path: string;
                            }[];
                            /** @description Of one person's state, however many events they have; null where there is no bound */
                            state_bytes_max: number | null;
                        };
                        description?: string;
                        id: string;
                        /** @description The journey that it is a step of, and that alone changes it */
                        journey?: string;
                        /** @description Members by the kind of identifier they can be matched on */
                        matchable: {
                            [key: string]: number;
                        } | null;
                        /** @description Half a 95 % interval as a share of size; 0 when everybody was counted (up to 10,000 members) */
                        matchable_error_margin: number | null;
                        min_size?: number;
                        name: string;
                        number: number;
                        purposes?: ("storage" | "profiling" | "personalised_ads" | "measurement" | "modelling")[];
                        rule: components["schemas"]["Rule"];
                        /** @description Null while it is below min_size */
                        size: number | null;
                        /**
                         * @description `backfilling` until everybody follows the definition: members and size are those of the definition before, if any
                         * @enum {string}
                         */
                        status: "live" | "backfilling";
                        /** @description Thresholds that the rule compares with and that are not published: until they are, it has no members */
                        unresolved?: string[];
                        updated_at: string;
                        version: number;
                        /** @description How many of them no list and no file has, because somebody has denied under an identifier of theirs; above 10,000 members an estimate; null as size */
                        withheld: number | null;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putSegmentsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Repeat buyers",
                 *       "description": "At least two purchases in 30 days",
                 *       "rule": {
                 *         "event": {
                 *           "name": "Purchase"
                 *         },
                 *         "within": "30d",
                 *         "count": {
                 *           "gte": 2
                 *         }
                 *       }
                 *     }
                 */
                "application/json": {
                    description?: string;
                    min_size?: number;
                    name: string;
                    purposes?: ("storage" | "profiling" | "personalised_ads" | "measurement" | "modelling")[];
                    rule: components["schemas"]["Rule"];
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description There are fewer members than min_size, so figures of them are null
                         * @enum {boolean}
                         */
                        below_min_size?: true;
                        cost: {
                            /** @description Events that its conditions are filled from; null while they cannot be counted */
                            backfill_events: number | null;
                            conditions: {
                                entries_max: number | null;
                                /** @description Whether it changes at the very instant, whatever the traffic */
                                exact: boolean;
                                /** @description How late it may change otherwise; null where old events are forgotten */
                                late_by_max_ms: number | null;
                                path: string;
                            }[];
                            /** @description Of one person's state, however many events they have; null where there is no bound */
                            state_bytes_max: number | null;
                        };
                        description?: string;
                        id: string;
                        /** @description The journey that it is a step of, and that alone changes it */
                        journey?: string;
                        /** @description Members by the kind of identifier they can be matched on */
                        matchable: {
                            [key: string]: number;
                        } | null;
                        /** @description Half a 95 % interval as a share of size; 0 when everybody was counted (up to 10,000 members) */
                        matchable_error_margin: number | null;
                        min_size?: number;
                        name: string;
                        number: number;
                        purposes?: ("storage" | "profiling" | "personalised_ads" | "measurement" | "modelling")[];
                        rule: components["schemas"]["Rule"];
                        /** @description Null while it is below min_size */
                        size: number | null;
                        /**
                         * @description `backfilling` until everybody follows the definition: members and size are those of the definition before, if any
                         * @enum {string}
                         */
                        status: "live" | "backfilling";
                        /** @description Thresholds that the rule compares with and that are not published: until they are, it has no members */
                        unresolved?: string[];
                        updated_at: string;
                        version: number;
                        /** @description What the rule asks for and nobody ever sent, if there is any; absent also while the warehouse does not answer */
                        warnings?: {
                            /** @enum {string} */
                            code: "unknown_event" | "unknown_source" | "unknown_path" | "unknown_trait" | "unknown_model" | "unknown_ad";
                            message: string;
                            /** @description Where in the rule */
                            path: string;
                        }[];
                        /** @description How many of them no list and no file has, because somebody has denied under an identifier of theirs; above 10,000 members an estimate; null as size */
                        withheld: number | null;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSegmentsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSegmentsByIdChanges: {
        parameters: {
            query?: {
                /** @description Look at all members once more who may have been withheld, and say who is in; done by itself once in 24 h */
                check?: "true" | "false";
                /** @description The destination that the changes are for: what it was handed is kept, and removals are open until it confirms them */
                consumer?: string;
                /** @description From an answer before, of this segment; it does not expire. Without one the ledger begins at its start. */
                cursor?: string;
                format?: "json" | "ndjson";
                id_types?: ("EMAIL_SHA256" | "PHONE_SHA256" | "EXTERNAL_ID_SHA256" | "IDFA_SHA256" | "GAID_SHA256" | "FIRST_SHA256" | "MAID_SHA256" | "IDFA_MD5" | "GAID_MD5" | "FIRST_MD5" | "MAID_MD5")[];
                /** @description Changes of membership per page (1000); of ndjson, in all (no limit) */
                limit?: number;
                /** @description A later cursor: what lies behind it is left out. The same two give the same changes again. */
                until?: string;
                /** @description When there is nothing new, wait for so many seconds at most until there is */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changes: {
                            /** @description The instant at which it took effect */
                            at: string;
                            /** @description Rows of identifiers, a place per asked type in that order, {} where there is none; only with id_types */
                            ids?: {
                                id?: string;
                            }[][];
                            /** @enum {string} */
                            op: "add" | "remove";
                            person: string;
                            /** @enum {string} */
                            reason: "event" | "window" | "consent" | "definition" | "merge" | "split" | "identity" | "opt_out" | "suppression" | "erasure";
                        }[];
                        /** @description Where to go on */
                        cursor: string;
                        /** @description Whether there is more to read at once */
                        more: boolean;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSegmentsByIdChangesConfirm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "consumer": "tiktok",
                 *       "cursor": "the cursor of the page before"
                 *     }
                 */
                "application/json": {
                    consumer: string;
                    /** @description Of the answer all of whose changes have been made at the destination */
                    cursor: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The cursor up to which it has confirmed them */
                        confirmed: string;
                        consumer: string;
                        /** @description The cursor up to which it was handed the changes */
                        handed: string;
                        /** @description When the oldest of them was recorded */
                        oldest_retraction: string | null;
                        /** @description People whom it has to delete and has not confirmed */
                        open_retractions: number;
                        updated_at: string;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSegmentsByIdConsumers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        consumers: {
                            /** @description The cursor up to which it has confirmed them */
                            confirmed: string;
                            consumer: string;
                            /** @description The cursor up to which it was handed the changes */
                            handed: string;
                            /** @description When the oldest of them was recorded */
                            oldest_retraction: string | null;
                            /** @description People whom it has to delete and has not confirmed */
                            open_retractions: number;
                            updated_at: string;
                        }[];
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSegmentsByIdConsumersByConsumer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                consumer: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSegmentsByIdDiff: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "rule": {
                 *         "event": {
                 *           "name": "Purchase"
                 *         },
                 *         "within": "30d",
                 *         "count": {
                 *           "gte": 3
                 *         }
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description An instant, a date (its midnight UTC), or Unix ms. Default: now. */
                    as_of?: string | number;
                    /** @description The same for what was received until then: an instant, or Unix ms. */
                    min_watermark?: string | number;
                    /** @description Default: those that the segment has. */
                    purposes?: ("storage" | "profiling" | "personalised_ads" | "measurement" | "modelling")[];
                    rule: components["schemas"]["Rule"];
                    /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                    wait?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        as_of: string;
                        /**
                         * @description Somebody would enter or leave, but fewer than min_size, or fewer would stay: none of these numbers is told
                         * @enum {boolean}
                         */
                        below_min_size?: true;
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        /** @description People who would become members; null where below_min_size stands, as leave, stay and size_after */
                        enter: number | null;
                        /** @description Members who would no longer be */
                        leave: number | null;
                        /** @description Ids of up to 20 people of each, without those who have opted out since; of nobody where below_min_size stands */
                        sample: {
                            enter: string[];
                            leave: string[];
                        };
                        size_after: number | null;
                        size_before: number;
                        stay: number | null;
                        /** @description What the rule asks for and nobody ever sent, if there is any; absent also while the warehouse does not answer */
                        warnings?: {
                            /** @enum {string} */
                            code: "unknown_event" | "unknown_source" | "unknown_path" | "unknown_trait" | "unknown_model" | "unknown_ad";
                            message: string;
                            /** @description Where in the rule */
                            path: string;
                        }[];
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSegmentsByIdExport: {
        parameters: {
            query?: {
                /** @description Names in each row the records of the consent log that allow it, see GET /v1/consent/records/{record} */
                consent_record?: "true" | "false";
                /** @description The destination that the file is for, as of the changes of the segment */
                consumer?: string;
                format?: "csv" | "ndjson" | "tiktok_file";
                id_types?: ("EMAIL_SHA256" | "PHONE_SHA256" | "EXTERNAL_ID_SHA256" | "IDFA_SHA256" | "GAID_SHA256" | "FIRST_SHA256" | "MAID_SHA256" | "IDFA_MD5" | "GAID_MD5" | "FIRST_MD5" | "MAID_MD5")[];
                /** @description The same for what was received until then: an instant, or Unix ms. */
                min_watermark?: string;
                /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                wait?: "true" | "false";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSegmentsByIdHistory: {
        parameters: {
            query?: {
                /** @description Inclusive: an instant, or a date (its start in tz). Default: 30 days before `to`. */
                from?: string;
                /** @description The same for what was received until then: an instant, or Unix ms. */
                min_watermark?: string;
                step?: "hour" | "day" | "week";
                /** @description Exclusive: an instant, or a date (its start in tz). Default: the end of the present day. */
                to?: string;
                /** @description An IANA time zone, for steps and for dates in from and to. */
                tz?: string;
                /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                wait?: "true" | "false";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        /** @description Whether all that is loaded was looked at. Until it is, of a new segment changes from before its definition may be missing */
                        final: boolean;
                        from: string;
                        rows: {
                            /** @description Where the step begins; the first one begins at `from` */
                            at: string;
                            /**
                             * @description Where something is null
                             * @enum {boolean}
                             */
                            below_min_size?: true;
                            /** @description Null where total is null at either end of the step, as left and net */
                            entered: number | null;
                            left: number | null;
                            net: number | null;
                            /** @description Members at the end of the step; null when they are fewer than min_size */
                            total: number | null;
                        }[];
                        segment: string;
                        /** @enum {string} */
                        step: "hour" | "day" | "week";
                        to: string;
                        tz: string;
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSegmentsByIdMembers: {
        parameters: {
            query?: {
                /** @description From the answer before; good for 24 h, with the same key */
                cursor?: string;
                limit?: number;
                /** @description The same for what was received until then: an instant, or Unix ms. */
                min_watermark?: string;
                /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                wait?: "true" | "false";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        /** @description For the next page; null after the last one */
                        cursor: string | null;
                        members: {
                            person: string;
                            since: string;
                            until: string | null;
                        }[];
                        membership_version: string;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSegmentsByIdRollback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "version": 1
                 *     }
                 */
                "application/json": {
                    version: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description There are fewer members than min_size, so figures of them are null
                         * @enum {boolean}
                         */
                        below_min_size?: true;
                        cost: {
                            /** @description Events that its conditions are filled from; null while they cannot be counted */
                            backfill_events: number | null;
                            conditions: {
                                entries_max: number | null;
                                /** @description Whether it changes at the very instant, whatever the traffic */
                                exact: boolean;
                                /** @description How late it may change otherwise; null where old events are forgotten */
                                late_by_max_ms: number | null;
                                path: string;
                            }[];
                            /** @description Of one person's state, however many events they have; null where there is no bound */
                            state_bytes_max: number | null;
                        };
                        description?: string;
                        id: string;
                        /** @description The journey that it is a step of, and that alone changes it */
                        journey?: string;
                        /** @description Members by the kind of identifier they can be matched on */
                        matchable: {
                            [key: string]: number;
                        } | null;
                        /** @description Half a 95 % interval as a share of size; 0 when everybody was counted (up to 10,000 members) */
                        matchable_error_margin: number | null;
                        min_size?: number;
                        name: string;
                        number: number;
                        purposes?: ("storage" | "profiling" | "personalised_ads" | "measurement" | "modelling")[];
                        rule: components["schemas"]["Rule"];
                        /** @description Null while it is below min_size */
                        size: number | null;
                        /**
                         * @description `backfilling` until everybody follows the definition: members and size are those of the definition before, if any
                         * @enum {string}
                         */
                        status: "live" | "backfilling";
                        /** @description Thresholds that the rule compares with and that are not published: until they are, it has no members */
                        unresolved?: string[];
                        updated_at: string;
                        version: number;
                        /** @description What the rule asks for and nobody ever sent, if there is any; absent also while the warehouse does not answer */
                        warnings?: {
                            /** @enum {string} */
                            code: "unknown_event" | "unknown_source" | "unknown_path" | "unknown_trait" | "unknown_model" | "unknown_ad";
                            message: string;
                            /** @description Where in the rule */
                            path: string;
                        }[];
                        /** @description How many of them no list and no file has, because somebody has denied under an identifier of theirs; above 10,000 members an estimate; null as size */
                        withheld: number | null;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSegmentsByIdSeedReport: {
        parameters: {
            query?: {
                /** @description Another segment, to be shown beside this one */
                compare?: string;
                /** @description The name of the event that the lookalike is for */
                conversion?: string;
                /** @description Of values; default: the one in which most people of the seed converted */
                currency?: string;
                /** @description Segments that the ads will exclude */
                exclude?: string[];
                /** @description csv: as a table (text/csv). */
                format?: "json" | "csv";
                /** @description How far back events are looked at */
                lookback_days?: number;
                /** @description The same for what was received until then: an instant, or Unix ms. */
                min_watermark?: string;
                /** @description Since when changes of the members are counted */
                since_days?: number;
                /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                wait?: "true" | "false";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description JSON, or CSV with format=csv */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        as_of: string;
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        conversion: string;
                        /** @description Whether all that is loaded was looked at. Until it is, of a new segment changes from before its definition may be missing */
                        final: boolean;
                        lookback_days: number;
                        /** @description This segment, then the one that it is compared with */
                        seeds: {
                            advice: {
                                /** @enum {string} */
                                code: "waits_for_threshold" | "too_small_to_create" | "too_small_to_target" | "few_matchable" | "stale" | "few_converted" | "value_in_few_hands" | "one_source" | "one_category" | "one_country" | "overlaps_excluded" | "changed_much" | "good";
                                message: string;
                            }[];
                            change: {
                                /** @description Members then; null, as the rest, below min_size */
                                before: number | null;
                                entered: number | null;
                                left: number | null;
                                since: string;
                            };
                            /** @description Of those looked at, the share with a conversion in the look-back */
                            converted: {
                                high: number | null;
                                low: number | null;
                                value: number | null;
                            };
                            diversity: {
                                /** @description Each person counts for what most of their events have; null where nothing is known, or below min_size */
                                category: {
                                    /** @description So many equally frequent ones would be as diverse (1 / sum of squared shares) */
                                    effective: number;
                                    kinds: number;
                                    /** @description The most frequent one; null where its name might tell of a person */
                                    largest: string | null;
                                    largest_share: number;
                                    /** @description Of whom it is known */
                                    people: number;
                                } | null;
                                /** @description Each person counts for what most of their events have; null where nothing is known, or below min_size */
                                country: {
                                    /** @description So many equally frequent ones would be as diverse (1 / sum of squared shares) */
                                    effective: number;
                                    kinds: number;
                                    /** @description The most frequent one; null where its name might tell of a person */
                                    largest: string | null;
                                    largest_share: number;
                                    /** @description Of whom it is known */
                                    people: number;
                                } | null;
                                /** @description Each person counts for what most of their events have; null where nothing is known, or below min_size */
                                source: {
                                    /** @description So many equally frequent ones would be as diverse (1 / sum of squared shares) */
                                    effective: number;
                                    kinds: number;
                                    /** @description The most frequent one; null where its name might tell of a person */
                                    largest: string | null;
                                    largest_share: number;
                                    /** @description Of whom it is known */
                                    people: number;
                                } | null;
                            };
                            /** @description Members whom the figures below are about: who may be handed out, of more than 5,000 a sample */
                            looked_at: number;
                            matchable: {
                                /** @description Whether it is enough for a source of a lookalike: 100 */
                                can_create: boolean;
                                /** @description Whether it is enough to target the segment itself: 1000 */
                                can_target: boolean;
                                members: number;
                                /** @description Whether the platform takes files of it */
                                taken: boolean;
                                /** @enum {string} */
                                type: "EMAIL_SHA256" | "PHONE_SHA256" | "EXTERNAL_ID_SHA256" | "IDFA_SHA256" | "GAID_SHA256" | "FIRST_SHA256" | "MAID_SHA256" | "IDFA_MD5" | "GAID_MD5" | "FIRST_MD5" | "MAID_MD5";
                            }[];
                            /** @description Half a 95 % interval as a share of size; 0 up to 10,000 members */
                            matchable_error_margin: number;
                            /** @description Those of them with an event in the look-back, and consent to measurement; null below min_size */
                            measured: number | null;
                            overlap: {
                                /** @description Members of both; null below the min_size of one of them */
                                both: number | null;
                                segment: string;
                                /** @description Of the members of this segment */
                                share: number | null;
                            }[];
                            /** @description Days since the newest event of those who are measured */
                            recency_days: {
                                p10: number;
                                p25: number;
                                p50: number;
                                p75: number;
                                p90: number;
                            } | null;
                            segment: string;
                            /** @description Members by their own consent */
                            size: number;
                            /** @description Thresholds that the rule compares with and that are not published: until they are, it has no members */
                            unresolved?: string[];
                            /** @description Per person, in the look-back; null where there is none, or below min_size */
                            value: {
                                currency: string;
                                mean: number;
                                p10: number;
                                p25: number;
                                p50: number;
                                p75: number;
                                p90: number;
                                /** @description Who converted with a value in this currency */
                                people: number;
                                /** @description Of the whole value, what the best tenth of these people (rounded up) has */
                                top_tenth_share: number;
                            } | null;
                            /** @description How many of them no list and no file has, because somebody has denied under an identifier of theirs; above 10,000 members an estimate; null as size */
                            withheld: number | null;
                        }[];
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                    };
                    "text/csv": string;
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSegmentsByIdSize: {
        parameters: {
            query?: {
                /** @description The same for what was received until then: an instant, or Unix ms. */
                min_watermark?: string;
                /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                wait?: "true" | "false";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        as_of: string;
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        membership_version: string;
                        /** @description Members by their own consent */
                        size: number;
                        /** @description How many of them no list and no file has, because somebody has denied under an identifier of theirs; above 10,000 members an estimate; null as size */
                        withheld: number | null;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSegmentsByIdVersions: {
        parameters: {
            query?: {
                /** @description From the answer before; good for 24 h, with the same key */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description For the next page; null after the last one */
                        cursor: string | null;
                        versions: {
                            /** @description For keys with the scope admin: who defined it; null where that is not known */
                            by?: {
                                key: string;
                                /** @description Null when the key is gone */
                                name: string | null;
                            } | null;
                            /** @description For keys with the scope admin */
                            deleted_by?: {
                                key: string;
                                /** @description Null when the key is gone */
                                name: string | null;
                            } | null;
                            description?: string;
                            /** @description Since when; null where it was defined before versions were kept */
                            from: string | null;
                            min_size?: number;
                            name: string;
                            purposes?: ("storage" | "profiling" | "personalised_ads" | "measurement" | "modelling")[];
                            rule: components["schemas"]["Rule"];
                            /** @description When its name, description or min_size was saved last */
                            saved_at: string;
                            /** @description For keys with the scope admin */
                            saved_by?: {
                                key: string;
                                /** @description Null when the key is gone */
                                name: string | null;
                            } | null;
                            /**
                             * @description `deleted`: with this version the segment was deleted
                             * @enum {string}
                             */
                            state: "in_force" | "replaced" | "deleted";
                            /** @description Until when; null while it is in force, and where that is not known */
                            until: string | null;
                            version: number;
                        }[];
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSegmentsByIdVersionsByVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description For keys with the scope admin: who defined it; null where that is not known */
                        by?: {
                            key: string;
                            /** @description Null when the key is gone */
                            name: string | null;
                        } | null;
                        /** @description For keys with the scope admin */
                        deleted_by?: {
                            key: string;
                            /** @description Null when the key is gone */
                            name: string | null;
                        } | null;
                        description?: string;
                        /** @description Since when; null where it was defined before versions were kept */
                        from: string | null;
                        min_size?: number;
                        name: string;
                        purposes?: ("storage" | "profiling" | "personalised_ads" | "measurement" | "modelling")[];
                        rule: components["schemas"]["Rule"];
                        /** @description When its name, description or min_size was saved last */
                        saved_at: string;
                        /** @description For keys with the scope admin */
                        saved_by?: {
                            key: string;
                            /** @description Null when the key is gone */
                            name: string | null;
                        } | null;
                        /**
                         * @description `deleted`: with this version the segment was deleted
                         * @enum {string}
                         */
                        state: "in_force" | "replaced" | "deleted";
                        /** @description Until when; null while it is in force, and where that is not known */
                        until: string | null;
                        version: number;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSegmentsOverlap: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "segments": [
                 *         "repeat-buyers",
                 *         "tired"
                 *       ]
                 *     }
                 */
                "application/json": {
                    segments: string[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        as_of: string;
                        pairs: {
                            a: string;
                            b: string;
                            /**
                             * @description Where both is null
                             * @enum {boolean}
                             */
                            below_min_size?: true;
                            /** @description Members of both; null when they, or the members of one alone, are fewer than the min_size of one of the two */
                            both: number | null;
                            /** @description Members of at least one; null as both */
                            either: number | null;
                            /** @description both / either; null when both segments are empty, and as both */
                            jaccard: number | null;
                        }[];
                        segments: {
                            id: string;
                            size: number;
                        }[];
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSegmentsPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "rule": {
                 *         "all": [
                 *           {
                 *             "event": {
                 *               "name": "AddToCart"
                 *             },
                 *             "within": "7d"
                 *           },
                 *           {
                 *             "event": {
                 *               "name": "Purchase"
                 *             },
                 *             "since": {
                 *               "event": {
                 *                 "name": "AddToCart"
                 *               }
                 *             },
                 *             "count": {
                 *               "lt": 1
                 *             }
                 *           }
                 *         ]
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description An instant, a date (its midnight UTC), or Unix ms. Default: now. */
                    as_of?: string | number;
                    /** @description The same for what was received until then: an instant, or Unix ms. */
                    min_watermark?: string | number;
                    purposes?: ("storage" | "profiling" | "personalised_ads" | "measurement" | "modelling")[];
                    rule: components["schemas"]["Rule"];
                    /**
                     * @description The share of the people to look at, always the same ones: faster, and figures are then estimates.
                     * @default 1
                     */
                    sample?: number;
                    /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                    wait?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        as_of: string;
                        /** @enum {boolean} */
                        below_min_size?: true;
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        cost: {
                            /** @description Events that its conditions are filled from; null while they cannot be counted */
                            backfill_events: number | null;
                            conditions: {
                                entries_max: number | null;
                                /** @description Whether it changes at the very instant, whatever the traffic */
                                exact: boolean;
                                /** @description How late it may change otherwise; null where old events are forgotten */
                                late_by_max_ms: number | null;
                                path: string;
                            }[];
                            /** @description Of one person's state, however many events they have; null where there is no bound */
                            state_bytes_max: number | null;
                        };
                        /** @description People who would be members 24 h later if nothing else happened, and are not yet; null, as leaving_24h is, where these, those who leave or those who stay are a group below min_size */
                        entering_24h: number | null;
                        /** @description Half a 95 % interval of size, as a share of it; 0 when everybody was counted, null when no member was in the sample */
                        error_margin: number | null;
                        known_people: number;
                        /** @description Members who would no longer be */
                        leaving_24h: number | null;
                        /** @description Members by the kind of identifier they can be matched on now */
                        matchable: {
                            [key: string]: number;
                        } | null;
                        /** @description Half a 95 % interval as a share of size, beside error_margin; 0 up to 10,000 members */
                        matchable_error_margin: number | null;
                        /** @description Of the known people; null when there were none */
                        share: number | null;
                        /** @description Null, as all figures of the members are, below the min_size of a segment that the rule refers to or means */
                        size: number | null;
                        /** @description Thresholds that the rule compares with and that are not published: until they are, it has no members */
                        unresolved?: string[];
                        /** @description What the rule asks for and nobody ever sent, if there is any; absent also while the warehouse does not answer */
                        warnings?: {
                            /** @enum {string} */
                            code: "unknown_event" | "unknown_source" | "unknown_path" | "unknown_trait" | "unknown_model" | "unknown_ad";
                            message: string;
                            /** @description Where in the rule */
                            path: string;
                        }[];
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                        /** @description How many of them no list and no file would have now; above 10,000 members an estimate */
                        withheld: number | null;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description For the header X-CSRF-Token of requests that change something; not there when a key came in a header */
                        csrf_token?: string;
                        expires_at?: string;
                        /** @description The name of the key */
                        name: string;
                        /**
                         * @description What its scopes amount to: ad-ops may export, admin may do all
                         * @enum {string}
                         */
                        role: "viewer" | "ad-ops" | "admin";
                        scopes: ("ingest" | "read" | "export" | "erase" | "admin")[];
                        /** @description The sources to which the key is limited */
                        sources?: string[];
                    };
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "change-me-please-0001"
                 *     }
                 */
                "application/json": {
                    key: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description For the header X-CSRF-Token of requests that change something; not there when a key came in a header */
                        csrf_token?: string;
                        expires_at?: string;
                        /** @description The name of the key */
                        name: string;
                        /**
                         * @description What its scopes amount to: ad-ops may export, admin may do all
                         * @enum {string}
                         */
                        role: "viewer" | "ad-ops" | "admin";
                        scopes: ("ingest" | "read" | "export" | "erase" | "admin")[];
                        /** @description The sources to which the key is limited */
                        sources?: string[];
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        sessions: {
                            created_at: string;
                            expires_at: string;
                            id: string;
                            /** @description The id of the key that signed in */
                            key: string;
                            /** @description The name of the key */
                            name: string;
                            /**
                             * @description What its scopes amount to: ad-ops may export, admin may do all
                             * @enum {string}
                             */
                            role: "viewer" | "ad-ops" | "admin";
                            scopes: ("ingest" | "read" | "export" | "erase" | "admin")[];
                            /** @description The sources to which the key is limited */
                            sources?: string[];
                        }[];
                    };
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSessionsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSources: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        sources: {
                            allowed_origins?: string[];
                            allowed_placeholders?: string[];
                            /** @enum {string} */
                            bots?: "label" | "ignore";
                            code: string;
                            /**
                             * @default required
                             * @enum {string}
                             */
                            consent_basis: "required" | "assumed";
                            /** @enum {string} */
                            kind: "pixel" | "app" | "offline" | "crm" | "import";
                            name: string;
                            pixel_may_grant?: boolean;
                            tcf_vendor_id?: number;
                        }[];
                    };
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSourcesByCode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        allowed_origins?: string[];
                        allowed_placeholders?: string[];
                        /** @enum {string} */
                        bots?: "label" | "ignore";
                        code: string;
                        /**
                         * @default required
                         * @enum {string}
                         */
                        consent_basis: "required" | "assumed";
                        /** @enum {string} */
                        kind: "pixel" | "app" | "offline" | "crm" | "import";
                        name: string;
                        pixel_may_grant?: boolean;
                        tcf_vendor_id?: number;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putSourcesByCode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Shop",
                 *       "kind": "pixel",
                 *       "consent_basis": "assumed",
                 *       "allowed_origins": [
                 *         "https://shop.example"
                 *       ]
                 *     }
                 */
                "application/json": {
                    allowed_origins?: string[];
                    allowed_placeholders?: string[];
                    /** @enum {string} */
                    bots?: "label" | "ignore";
                    /**
                     * @description Default: required.
                     * @enum {string}
                     */
                    consent_basis?: "required" | "assumed";
                    /** @enum {string} */
                    kind: "pixel" | "app" | "offline" | "crm" | "import";
                    name: string;
                    pixel_may_grant?: boolean;
                    tcf_vendor_id?: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        allowed_origins?: string[];
                        allowed_placeholders?: string[];
                        /** @enum {string} */
                        bots?: "label" | "ignore";
                        code: string;
                        /**
                         * @default required
                         * @enum {string}
                         */
                        consent_basis: "required" | "assumed";
                        /** @enum {string} */
                        kind: "pixel" | "app" | "offline" | "crm" | "import";
                        name: string;
                        pixel_may_grant?: boolean;
                        tcf_vendor_id?: number;
                        warnings?: {
                            code: string;
                            message: string;
                        }[];
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSourcesByCode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSourcesByCodeHealth: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        from: string;
                        hours: {
                            /** @description Events taken, copies included */
                            accepted: number;
                            /** @description Events that machines sent: in no segment, and in reports only where they ask for bots */
                            bots: number;
                            /** @description Events that seemed to come from the future */
                            clock_ahead: number;
                            clock_ahead_max_seconds: number;
                            /** @description Copies of events that were there already */
                            duplicates: number;
                            /** @description Where the hour begins */
                            hour: string;
                            /** @description By code */
                            refused: {
                                [key: string]: number;
                            };
                            test_events: number;
                            /** @description Fields of native events that are not read and were not stored */
                            unknown_fields: number;
                            /** @description All warnings by code, as in the answers of POST /v1/events */
                            warnings: {
                                [key: string]: number;
                            };
                            /** @description No consent was stated: the basis of the source decided */
                            without_consent: number;
                            /** @description Counted in source totals only: no identifier, or no consent to storage */
                            without_person: number;
                        }[];
                        source: string;
                        to: string;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSplitsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        done_at: string | null;
                        /** @description Since when the log had what was counted anew; null: all of it */
                        history_from: string | null;
                        /** @description The person of the identifiers that left */
                        left: {
                            /** @description How many events were counted anew */
                            events: number;
                            person: string;
                        } | null;
                        reason: string | null;
                        requested_at: string;
                        /** @description The id of the key */
                        requested_by: string;
                        split: string;
                        /**
                         * @description unchanged: none of the identifiers was the person’s any more, or all; nobody: there is no such person any more; failed: their history could not be counted anew, rejected events tell why; they are as before
                         * @enum {string}
                         */
                        status: "accepted" | "done" | "unchanged" | "nobody" | "failed";
                        stays: {
                            /** @description How many events were counted anew */
                            events: number;
                            person: string;
                        } | null;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSuppressionLists: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        lists: {
                            created_at: string;
                            /** @description How many identifiers are on it, as they were counted when they came */
                            entries: number;
                            id: string;
                            name: string;
                            reason: string | null;
                            segments: string[];
                        }[];
                    };
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSuppressionListsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        created_at: string;
                        /** @description How many identifiers are on it, as they were counted when they came */
                        entries: number;
                        id: string;
                        name: string;
                        reason: string | null;
                        segments: string[];
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putSuppressionListsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Staff",
                 *       "reason": "They try the shop out",
                 *       "segments": [
                 *         "repeat-buyers"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description Who is on it, in place of whoever was before; without it the entries stay as they are. */
                    identifiers?: {
                        /** @enum {string} */
                        type: "external_id" | "email" | "phone" | "idfa" | "gaid" | "idfv" | "ttp" | "ttclid" | "anonymous_id";
                        value: string;
                    }[];
                    name: string;
                    reason?: string;
                    /**
                     * @description Their members are on the list for as long as they are members.
                     * @default []
                     */
                    segments?: string[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        created_at: string;
                        /** @description How many identifiers are on it, as they were counted when they came */
                        entries: number;
                        id: string;
                        name: string;
                        reason: string | null;
                        segments: string[];
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSuppressionListsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postSuppressionListsByIdEntries: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "add": [
                 *         {
                 *           "type": "email",
                 *           "value": "ada@example.com"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @default [] */
                    add?: {
                        /** @enum {string} */
                        type: "external_id" | "email" | "phone" | "idfa" | "gaid" | "idfv" | "ttp" | "ttclid" | "anonymous_id";
                        value: string;
                    }[];
                    /** @default [] */
                    remove?: {
                        /** @enum {string} */
                        type: "external_id" | "email" | "phone" | "idfa" | "gaid" | "idfv" | "ttp" | "ttclid" | "anonymous_id";
                        value: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description How many were not on it before */
                        added: number;
                        entries: number;
                        /** @description How many were on it */
                        removed: number;
                        unchanged: number;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTargeting: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        targeting: {
                            adgroup_id: string;
                            bookings: {
                                /** @description Segments that it was not shown to. */
                                exclude?: string[];
                                /**
                                 * Format: date
                                 * @description The first day. Default: always.
                                 */
                                from?: string;
                                /** @description Segments that it was shown to. */
                                include: string[];
                                /**
                                 * Format: date
                                 * @description The day after the last. Default: for ever.
                                 */
                                to?: string;
                            }[];
                        }[];
                    };
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTargetingByAdgroupId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                adgroup_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        adgroup_id: string;
                        bookings: {
                            /** @description Segments that it was not shown to. */
                            exclude?: string[];
                            /**
                             * Format: date
                             * @description The first day. Default: always.
                             */
                            from?: string;
                            /** @description Segments that it was shown to. */
                            include: string[];
                            /**
                             * Format: date
                             * @description The day after the last. Default: for ever.
                             */
                            to?: string;
                        }[];
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putTargetingByAdgroupId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                adgroup_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "bookings": [
                 *         {
                 *           "include": [
                 *             "repeat-buyers"
                 *           ],
                 *           "from": "2024-05-01"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    bookings: {
                        /** @description Segments that it was not shown to. */
                        exclude?: string[];
                        /**
                         * Format: date
                         * @description The first day. Default: always.
                         */
                        from?: string;
                        /** @description Segments that it was shown to. */
                        include: string[];
                        /**
                         * Format: date
                         * @description The day after the last. Default: for ever.
                         */
                        to?: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        adgroup_id: string;
                        bookings: {
                            /** @description Segments that it was not shown to. */
                            exclude?: string[];
                            /**
                             * Format: date
                             * @description The first day. Default: always.
                             */
                            from?: string;
                            /** @description Segments that it was shown to. */
                            include: string[];
                            /**
                             * Format: date
                             * @description The day after the last. Default: for ever.
                             */
                            to?: string;
                        }[];
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteTargetingByAdgroupId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                adgroup_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTestEvents: {
        parameters: {
            query?: {
                from?: string;
                limit?: number;
                /** @description The same for what was received until then: an instant, or Unix ms. */
                min_watermark?: string;
                source?: string;
                test_event_code?: string;
                to?: string;
                tz?: string;
                /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                wait?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        events: {
                            /** @description As sent, as JSON text; identifiers hashed, other personal data removed */
                            body: string;
                            channel: string;
                            /** @description The canonical name */
                            event: string;
                            received_at: string;
                            source: string;
                            test_event_code: string;
                        }[];
                        from: string;
                        to: string;
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getThresholds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description What segments wait for; they have no members until it is published */
                        missing: {
                            condition: components["schemas"]["Rule"];
                            id: string;
                            segments: string[];
                        }[];
                        thresholds: {
                            id: string;
                            /** @description model: its 1st to 99th percentile */
                            percentiles?: number[];
                            published_at: string;
                            /** @description lookalike: the similarity that so large a share of people reaches */
                            sizes?: {
                                size: number;
                                value: number;
                            }[];
                            /** @description Segments whose rule compares with it */
                            used_by: string[];
                            /** @description percentile: what the best reach */
                            value?: number;
                            version: number;
                        }[];
                    };
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getThresholdsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @description model: its 1st to 99th percentile */
                        percentiles?: number[];
                        published_at: string;
                        /** @description lookalike: the similarity that so large a share of people reaches */
                        sizes?: {
                            size: number;
                            value: number;
                        }[];
                        /** @description Segments whose rule compares with it */
                        used_by: string[];
                        /** @description percentile: what the best reach */
                        value?: number;
                        version: number;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putThresholdsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "value": 120.5
                 *     }
                 */
                "application/json": {
                    value: number;
                } | {
                    percentiles: number[];
                } | {
                    sizes: {
                        size: number;
                        value: number;
                    }[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @description model: its 1st to 99th percentile */
                        percentiles?: number[];
                        published_at: string;
                        /** @description lookalike: the similarity that so large a share of people reaches */
                        sizes?: {
                            size: number;
                            value: number;
                        }[];
                        /** @description Segments whose rule compares with it */
                        used_by: string[];
                        /** @description percentile: what the best reach */
                        value?: number;
                        version: number;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteThresholdsById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    postThresholdsCompute: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "older_than_hours": 24
                 *     }
                 */
                "application/json": {
                    /** @description Default: those that segments wait for, then the oldest ones */
                    ids?: string[];
                    /** @description The same for what was received until then: an instant, or Unix ms. */
                    min_watermark?: string | number;
                    /**
                     * @description Without ids: published thresholds that are so old are computed anew, 0 for all
                     * @default 24
                     */
                    older_than_hours?: number;
                    /** @description Wait, for 10 s at most, until everything that was acknowledged before this request can be seen; 503 when it cannot by then. */
                    wait?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        as_of: string;
                        /** @description Whether the answer has everything that was acknowledged before the request; if not, ask again, or with wait */
                        complete: boolean;
                        computed: {
                            /** @description Whether it was published anew */
                            changed: boolean;
                            id: string;
                            /** @description Everybody who is counted: with consent to storage and measurement */
                            people: number | null;
                            /** @description How many of them are at or above it */
                            reached: number | null;
                            /** @description reached / people: `top`, or more where several are equal to the last of them */
                            share: number | null;
                            top: number;
                            /** @description What the best reach; null, and nothing is published, if nobody has anything to measure */
                            value: number | null;
                            /** @description Of the threshold that is in force */
                            version: number | null;
                        }[];
                        /** @description How many more are missing or old: at most 20 are computed at once */
                        left: number;
                        /** @description The newest receipt that the warehouse held */
                        watermark: string | null;
                    };
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
