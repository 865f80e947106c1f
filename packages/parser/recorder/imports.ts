/** What the recorder calls: llhttp, with which it is merged into one module, and JavaScript for what is rare. */

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

/** Moves the text so far out of the chunk: the next span follows it without a gap, whatever lies between. */
@external('js', 'carryText')
export declare function carryText(): void
/** Gives the carried text to the tape. Answers its number there. */
@external('js', 'handOverText')
export declare function handOverText(): i32
/** Reads the fields for what llhttp overlooks. Answers 0, or that the parse stops. */
@external('js', 'inspectFields')
export declare function inspectFields(): i32
/** Whether there is a status line without reason in the chunk that ends with CR CR. */
@external('js', 'hasTwoCr')
export declare function hasTwoCr(): i32
/** What to make of the next final head. */
@external('js', 'nextVerdict')
export declare function nextVerdict(): i32
