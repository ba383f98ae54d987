/** Why a model cannot be had from this data; its message is for who asked. */
export class ModellingFault extends Error {
  override readonly name = 'ModellingFault'
}
