/** The functions of llhttp's WebAssembly build that this package calls, typed. Pointers are byte offsets into `memory`. */

export interface LlhttpExports {
  readonly memory: { readonly buffer: ArrayBuffer }
  _initialize(): void
  malloc(bytes: number): number
  free(pointer: number): void
  llhttp_alloc(type: number): number
  llhttp_free(parser: number): void
  llhttp_reset(parser: number): void
  llhttp_execute(parser: number, start: number, length: number): number
  llhttp_finish(parser: number): number
  llhttp_resume_after_upgrade(parser: number): void
  llhttp_get_method(parser: number): number
  llhttp_get_http_major(parser: number): number
  llhttp_get_http_minor(parser: number): number
  llhttp_get_errno(parser: number): number
  /** Address of a NUL-terminated string, 0 when there is none. */
  llhttp_get_error_reason(parser: number): number
  llhttp_get_error_pos(parser: number): number
  llhttp_errno_name(errno: number): number
  llhttp_method_name(method: number): number
  llhttp_should_keep_alive(parser: number): number
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

/** What llhttp calls back. Span callbacks get the address of the first byte and the length; any answer but 0 stops the parse. */
export interface LlhttpImports {
  wasm_on_message_begin(parser: number): number
  wasm_on_url(parser: number, at: number, length: number): number
  wasm_on_status(parser: number, at: number, length: number): number
  wasm_on_header_field(parser: number, at: number, length: number): number
  wasm_on_header_value(parser: number, at: number, length: number): number
  wasm_on_headers_complete(parser: number, status: number, upgrade: number, keepAlive: number): number
  wasm_on_body(parser: number, at: number, length: number): number
  wasm_on_message_complete(parser: number): number
}

/** A compiled module; nothing but an instance is made of it. */
export type WasmModule = object

/** llhttp instantiated. */
export interface WasmInstance {
  readonly exports: LlhttpExports
}
