/**
 * How large the tarball of each package may be, in bytes as it is downloaded, its changelog included. About a tenth above the size when the number was written:
 * a file that is published by mistake shows, a fix does not. To raise a number, say why in the commit.
 */
export const BUDGETS = {
  parser: 185_000,
  headers: 39_000,
  streams: 86_000,
  agent: 117_000,
  client: 125_000,
  server: 150_000,
  'compat-node-http': 166_000,
}
