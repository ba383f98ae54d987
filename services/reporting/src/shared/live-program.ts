import { sameList } from '@weir/contracts'
import type { ConfigView } from '@weir/runtime'
import { compile } from '@weir/segmentation'
import type { Program } from '@weir/segmentation'

/** The live definitions, compiled again only when they changed. */
export function liveProgram(view: ConfigView): () => Program {
  let program = compile(view.segmentsVersion(), sameList(view.segments()))
  return () => {
    if (program.version !== view.segmentsVersion()) program = compile(view.segmentsVersion(), sameList(view.segments()))
    return program
  }
}
