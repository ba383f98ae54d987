import { Button, Checkbox, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { addressOf } from '../../api/http.ts'
import type { SegmentShown } from '../../api/types.ts'
import { useLanguage } from '../../texts/language.tsx'

const FORMATS = ['csv', 'ndjson', 'tiktok_file'] as const
/** Of these TikTok takes no files of EXTERNAL_ID_SHA256. */
const FORMS_OF_IDS = ['EMAIL_SHA256', 'PHONE_SHA256', 'IDFA_SHA256', 'GAID_SHA256', 'EXTERNAL_ID_SHA256'] as const

/** The members as a file: the browser loads it from the service as it streams. */
export function ExportPanel({ segment }: { segment: SegmentShown }): ReactNode {
  const { texts } = useLanguage()
  const [format, setFormat] = useState<string>('csv')
  const [types, setTypes] = useState<readonly string[]>(['EMAIL_SHA256'])
  const offered = FORMS_OF_IDS.filter((type) => format !== 'tiktok_file' || type !== 'EXTERNAL_ID_SHA256')
  const chosen = offered.filter((type) => types.includes(type))
  const address = addressOf(`/v1/segments/${encodeURIComponent(segment.id)}/export`, { format, id_types: chosen })
  return (
    <div className="card stack">
      <div className="dim">{texts.segments.exportHelp}</div>
      <NativeSelect
        label={texts.segments.format}
        value={format}
        data={[...FORMATS]}
        maw={260}
        onChange={(event) => setFormat(event.currentTarget.value)}
      />
      <Checkbox.Group label={texts.segments.idTypes} value={[...chosen]} onChange={setTypes}>
        <div className="row">
          {offered.map((type) => (
            <Checkbox key={type} value={type} label={type} />
          ))}
        </div>
      </Checkbox.Group>
      <div>
        <Button component="a" href={address} download={`${segment.id}.${format === 'ndjson' ? 'ndjson' : 'csv'}`}>
          {texts.segments.download}
        </Button>
      </div>
    </div>
  )
}
