#include "message/mbox.h"

#include <doctest/doctest.h>

using message::MboxEncoder;

namespace {

void check(std::string_view content, std::string_view expected) {
  for (std::size_t piece = 1; piece <= content.size(); ++piece) {
    MboxEncoder encoder;
    std::string out;
    for (std::size_t i = 0; i < content.size(); i += piece)
      out += encoder.encode(content.substr(i, piece));
    out += encoder.finish();
    CHECK(out == expected);
  }
}

}  // namespace

TEST_CASE("From at the start of a line gets one more > wherever the content is cut") {
  check("From a\r\n>From b\r\n>>From c\r\n", ">From a\n>>From b\n>>>From c\n\n");
}

TEST_CASE("what only looks like From stays") {
  check("From: a\r\nFro\r\n> From b\r\n>>\r\nx From c\r\n",
        "From: a\nFro\n> From b\n>>\nx From c\n\n");
}

TEST_CASE("CRLF becomes LF, and other CRs stay") { check("a\rb\r\r\nc\n", "a\rb\r\nc\n\n"); }

TEST_CASE("a last line without an end gets one") {
  check("a", "a\n\n");
  check("Fr", "Fr\n\n");
  check(">", ">\n\n");
  check("a\r", "a\r\n\n");
}
