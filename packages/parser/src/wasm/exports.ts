/** The functions of the WebAssembly module that this package calls, typed. Pointers are byte offsets into `memory`. */

export interface LlhttpExports {
  readonly memory: {
    readonly buffer: ArrayBuffer
    /** Throws a RangeError if there are no more pages. */
    grow(pages: number): number
  }
  _initialize(): void
  llhttp_reset(parser: number): void
  llhttp_execute(parser: number, start: number, length: number): number
  llhttp_finish(parser: number): number
  llhttp_resume_after_upgrade(parser: number): void
  /** Address of a NUL-terminated string, 0 when there is none. */
  llhttp_get_error_reason(parser: number): number
  llhttp_get_error_pos(parser: number): number
  llhttp_errno_name(errno: number): number
  /** Of the recorder: `llhttp_execute` for an input that starts between two messages; it reads plain messages by itself. */
  readMessages(parser: number, start: number, length: number): number
  /** Of the recorder: reads a chunk-size line up to an address. */
  readSizeLine(to: number): void
  llhttp_set_lenient_headers(parser: number, enabled: number): void
  llhttp_set_lenient_chunked_length(parser: number, enabled: number): void
  llhttp_set_lenient_keep_alive(parser: number, enabled: number): void
  llhttp_set_lenient_transfer_encoding(parser: number, enabled: number): void
  llhttp_set_lenient_version(parser: number, enabled: number): void
  llhttp_set_lenient_data_after_close(parser: number, enabled: number): void
  llhttp_set_lenient_optional_lf_after_cr(parser: number, enabled: number): void
  llhttp_set_lenient_optional_crlf_after_chunk(parser: number, enabled: number): void
  llhttp_set_lenient_optional_cr_before_lf(parser: number, enabled: number): void
  llhttp_set_lenient_spaces_after_chunk_size(parser: number, enabled: number): void
}

/** The functions that the recorder calls: see `recorder/imports.ts`. */
export interface RecorderImports {
  carryText(): void
  handOverText(): number
  inspectFields(): number
  inspectStrictly(method: number, version: number): number
  hasTwoCr(): number
  nextVerdict(): number
}

/** A compiled module. */
export type WasmModule = object

/** llhttp instantiated. */
export interface WasmInstance {
  readonly exports: LlhttpExports
}
