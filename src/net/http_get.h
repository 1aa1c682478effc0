// One GET over a stream that already stands, TLS included (RFC 9112). No redirects, no cookies, no
// connection that is used again: just enough for a file that a domain publishes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/deadline.h"
#include "base/result.h"
#include "net/stream.h"

namespace net {

constexpr std::size_t kMaxHttpHeader = 16 * 1024;

struct HttpAnswer {
  int status = 0;            // 200, 404
  std::string content_type;  // lower case, without parameters: "text/plain"
  std::string location;      // where a redirect points, as the server wrote it
  std::string body;
};

// Error kind protocol: no HTTP/1 answer, a header over kMaxHttpHeader or a body over `most_body`.
// Errors of the stream say that the answer was waited for.
base::Result<HttpAnswer> http_get(Stream& stream, std::string_view host, std::string_view path,
                                  std::size_t most_body, base::Deadline deadline);

}  // namespace net
