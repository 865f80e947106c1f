/** `unread-fields:N`: a request with N headers, Host included; the handler reads none of them. */
import hello from './hello.mjs'
import readFields from './read-fields.mjs'

export default function unreadFields(parameter) {
  return { ...hello, request: readFields(parameter).request }
}
