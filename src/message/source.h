// Where message bytes come from, read while they are sent: memory does not grow with the message.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "message/tokens.h"
#include "net/interrupt.h"

namespace message {

class Source {
 public:
  static Source from_text(std::string text);
  // Error kind no_input: "cannot read mail.eml: no such file". "-" is standard input.
  static base::Result<Source> open(const std::string& path);

  // The same in another form. Text gets CRLF in the first two; what came from from_text() is
  // encoded at once, so that its size is known.
  enum class Form { crlf, quoted_printable, base64 };
  static Source encoded(Source plain, Form form);

  // No pipe and no terminal. What comes out of a pipe is gone once it was read, and a pipe that is
  // closed in between loses what its writer had still to say. A file that is not there counts as
  // one: open() has the words for it.
  static bool can_be_read_twice(const std::string& path);

  // The same with its tokens replaced; its size is no longer known.
  static Source replaced(Source text, const TokenReplacer::Table& tokens);

  // `head` in front of `body`.
  static Source joined(Source head, Source body);

  Source(Source&&) noexcept;
  Source& operator=(Source&&) noexcept;
  ~Source();

  // Once it is raised, next() waits for no pipe any more: Error kind io, "interrupted". May be
  // null.
  void heed(std::shared_ptr<const net::Interrupt> interrupt);

  // What size() is from now on: the caller's guess at what comes out in the end.
  void expect(std::uint64_t size);

  // The next piece, valid until the next call; empty at the end. Error kind no_input.
  base::Result<std::string_view> next();

  // Bytes in all, when that is known before reading; where a text gets CRLF or is quoted-printable
  // it is those before that, so it can be more.
  std::optional<std::uint64_t> size() const;

 private:
  struct State;
  explicit Source(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace message
