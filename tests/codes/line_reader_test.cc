#include "codes/line_reader.h"

#include <doctest/doctest.h>

#include <sstream>
#include <string>

using codes::LineReader;

namespace {

std::string all(const std::string& bytes) {
  std::istringstream in(bytes);
  LineReader reader(in);
  std::string shown;
  for (;;) {
    const auto line = reader.next();
    if (!line) return shown + "!" + line.error().text;
    if (!*line) return shown;
    shown += std::string(**line) + "|";
  }
}

}  // namespace

TEST_CASE("lines come without their ends, and the last one needs none") {
  CHECK(all("") == "");
  CHECK(all("\n") == "|");
  CHECK(all("a\r\nb\n\nc") == "a|b||c|");
  CHECK(all("a\rb\n") == "a\rb|");
}

TEST_CASE("lines that cross the buffer's end are whole") {
  std::string bytes, expected;
  for (int i = 0; i < 3; ++i) {
    const std::string line(codes::kMostLineBytes - 7, static_cast<char>('a' + i));
    bytes += line + "\nx\n";
    expected += line + "|x|";
  }
  CHECK(all(bytes) == expected);
}

TEST_CASE("what was peeked at is still to come, what was taken is not") {
  std::istringstream in("From a\nb\n");
  LineReader reader(in);
  CHECK(reader.peek(4).starts_with("From"));
  CHECK(**reader.next() == "From a");
  CHECK(reader.take_rest() == "b\n");
  CHECK_FALSE(*reader.next());
}

TEST_CASE("a line of 1 MiB is read, a longer one is an error that names it") {
  CHECK(all(std::string(codes::kMostLineBytes, 'x')).size() == codes::kMostLineBytes + 1);
  CHECK(all("ok\n" + std::string(codes::kMostLineBytes + 1, 'x')) ==
        "ok|!line 2 is longer than 1 MiB; this is no log");
}

TEST_CASE("the rest of a line that is too long can be left out") {
  std::istringstream in(std::string(3 * codes::kMostLineBytes, 'x') + "\nb\n" +
                        std::string(2 * codes::kMostLineBytes, 'y'));
  LineReader reader(in);
  CHECK_FALSE(reader.next());
  reader.skip_line();
  CHECK(**reader.next() == "b");
  CHECK(reader.next().error().text == "line 3 is longer than 1 MiB; this is no log");
  reader.skip_line();
  CHECK_FALSE(*reader.next());
}
