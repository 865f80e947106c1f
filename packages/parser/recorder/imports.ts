/** The functions that the recorder calls: llhttp's, in the same module, and JavaScript's for rare cases. */

@external('env', 'llhttp_execute')
export declare function execute(parser: i32, start: i32, length: i32): i32
@external('env', 'llhttp_get_method')
export declare function methodOf(parser: i32): i32
@external('env', 'llhttp_get_http_major')
export declare function majorVersionOf(parser: i32): i32
@external('env', 'llhttp_get_http_minor')
export declare function minorVersionOf(parser: i32): i32
@external('env', 'llhttp_should_keep_alive')
export declare function shouldKeepAlive(parser: i32): i32

/** Moves the text so far from the chunk to the parser. The next span follows it without a gap. */
@external('js', 'carryText')
export declare function carryText(): void
/** Gives the carried text to the tape. Returns its number there, from 1. */
@external('js', 'handOverText')
export declare function handOverText(): i32
/** Checks the fields that llhttp reads wrongly. Returns an `Outcome`. */
@external('js', 'inspectFields')
export declare function inspectFields(): i32
/** Reads the head of a request for what RFC 9112 tells a server to refuse. `version` is `major << 8 | minor`. Returns an `Outcome`. */
@external('js', 'inspectStrictly')
export declare function inspectStrictly(method: i32, version: i32): i32
/** Returns 1 if the status line of the head, which has neither reason nor fields, ends with CR CR. */
@external('js', 'hasTwoCr')
export declare function hasTwoCr(): i32
/** Returns the `Verdict` on the next final head. */
@external('js', 'nextVerdict')
export declare function nextVerdict(): i32
