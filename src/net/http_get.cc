#include "net/http_get.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>

#include "base/text.h"

namespace net {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

tl::unexpected<base::Error> bad_answer(std::string_view cause) {
  return fail(ErrorKind::protocol, fmt::format("no good HTTP answer: {}", cause));
}

// The bytes of an answer, as far as they are wanted.
class Input {
 public:
  Input(Stream& stream, base::Deadline deadline) : stream_(stream), deadline_(deadline) {}

  // False at the end.
  Result<bool> more() {
    std::array<char, 8192> buffer;
    auto size = stream_.read(buffer, deadline_);
    if (!size) {
      size.error().text += " waiting for the HTTP answer";
      return fail(std::move(size.error()));
    }
    bytes_.append(buffer.data(), *size);
    return *size > 0;
  }

  // A line without its end.
  Result<std::string> line() {
    while (true) {
      const std::size_t end = bytes_.find('\n', at_);
      if (end != std::string::npos) {
        std::string text(base::trim(std::string_view(bytes_).substr(at_, end - at_)));
        at_ = end + 1;
        if (at_ > kMaxHttpHeader + taken_) return bad_answer("its header is too long");
        return text;
      }
      if (bytes_.size() - at_ > kMaxHttpHeader) return bad_answer("its header is too long");
      const auto came = more();
      if (!came) return fail(came.error());
      if (!*came) return bad_answer("it is cut short");
    }
  }

  Result<std::string> take(std::size_t count) {
    while (bytes_.size() - at_ < count) {
      const auto came = more();
      if (!came) return fail(came.error());
      if (!*came) return bad_answer("it is cut short");
    }
    std::string taken = bytes_.substr(at_, count);
    at_ += count;
    taken_ += count;
    return taken;
  }

  // All up to the end of the stream.
  Result<std::string> rest(std::size_t most) {
    while (bytes_.size() - at_ <= most) {
      const auto came = more();
      if (!came) return fail(came.error());
      if (!*came) return bytes_.substr(at_);
    }
    return bad_answer(fmt::format("it is longer than {}", base::show_size(most)));
  }

 private:
  Stream& stream_;
  base::Deadline deadline_;
  std::string bytes_;
  std::size_t at_ = 0, taken_ = 0;
};

struct Head {
  HttpAnswer answer;
  std::optional<std::uint64_t> length;
  bool chunked = false;
};

Result<void> take_field(std::string_view line, Head& head) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return bad_answer("a header field has no colon");
  const std::string name = base::to_lower(line.substr(0, colon));
  const std::string_view value = base::trim(line.substr(colon + 1));
  if (name == "content-type")
    head.answer.content_type = base::to_lower(base::trim(value.substr(0, value.find(';'))));
  if (name == "location") head.answer.location = value;
  if (name == "transfer-encoding") head.chunked = base::to_lower(value).ends_with("chunked");
  if (name == "content-length") {
    head.length = base::parse_number(value, 1ULL << 50);
    if (!head.length) return bad_answer("its length is no number");
  }
  return {};
}

Result<Head> read_head(Input& input) {
  const auto status = input.line();
  if (!status) return fail(status.error());
  Head head;
  const auto code = status->size() >= 12 ? base::parse_number(status->substr(9, 3), 999)
                                         : std::optional<std::uint64_t>();
  if (!status->starts_with("HTTP/1.") || !code) return bad_answer("this is not HTTP/1");
  head.answer.status = static_cast<int>(*code);
  while (true) {
    const auto line = input.line();
    if (!line) return fail(line.error());
    if (line->empty()) return head;
    if (auto taken = take_field(*line, head); !taken) return fail(taken.error());
  }
}

Result<std::string> read_chunks(Input& input, std::size_t most) {
  std::string body;
  while (true) {
    const auto line = input.line();
    if (!line) return fail(line.error());
    const std::string_view digits = std::string_view(*line).substr(0, line->find(';'));
    std::size_t size = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), size, 16);
    if (parsed.ec != std::errc() || digits.empty()) return bad_answer("a chunk has no size");
    if (size == 0) return body;
    if (size > most - body.size())
      return bad_answer(fmt::format("it is longer than {}", base::show_size(most)));
    const auto chunk = input.take(size);
    if (!chunk) return fail(chunk.error());
    body += *chunk;
    if (const auto end = input.line(); !end) return fail(end.error());
  }
}

Result<std::string> read_body(Input& input, const Head& head, std::size_t most) {
  if (head.chunked) return read_chunks(input, most);
  if (!head.length) return input.rest(most);
  if (*head.length > most)
    return bad_answer(fmt::format("it is longer than {}", base::show_size(most)));
  return input.take(static_cast<std::size_t>(*head.length));
}

}  // namespace

Result<HttpAnswer> http_get(Stream& stream, std::string_view host, std::string_view path,
                            std::size_t most_body, base::Deadline deadline) {
  const std::string request = fmt::format(
      "GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: ehlo\r\nAccept: */*\r\n"
      "Connection: close\r\n\r\n",
      path, host);
  if (auto sent = write_all(stream, request, deadline); !sent) return fail(sent.error());
  Input input(stream, deadline);
  auto head = read_head(input);
  if (!head) return fail(head.error());
  auto body = read_body(input, *head, most_body);
  if (!body) return fail(body.error());
  head->answer.body = std::move(*body);
  return std::move(head->answer);
}

}  // namespace net
