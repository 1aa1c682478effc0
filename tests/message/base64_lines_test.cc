#include "message/base64_lines.h"

#include <doctest/doctest.h>

using namespace message;

TEST_CASE("lines are 76 characters, wherever the pieces are cut") {
  std::string bytes, whole, cut;
  for (int i = 0; i < 500; ++i) bytes += static_cast<char>(i);
  Base64Lines one, many;
  whole += one.encode(bytes);
  whole += one.finish();
  for (std::size_t i = 0; i < bytes.size(); i += 7) cut += many.encode(bytes.substr(i, 7));
  cut += many.finish();
  CHECK(whole == cut);
  CHECK(whole.find("\r\n") == 76);
  CHECK(whole.size() == Base64Lines::size_of(bytes.size()));
  CHECK(whole.ends_with("\r\n"));
}

TEST_CASE("nothing is nothing, and whole lines leave nothing behind") {
  Base64Lines lines;
  CHECK(lines.finish().empty());
  CHECK(lines.encode(std::string(57, 'a')).size() == 78);
  CHECK(lines.finish().empty());
  CHECK(Base64Lines::size_of(0) == 0);
}
