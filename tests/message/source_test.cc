#include "message/source.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <thread>

#include "base/base64.h"

using namespace message;
using base::ErrorKind;

namespace {

// A file that goes with the test.
struct File {
  explicit File(const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }
  ~File() { ::unlink(path.c_str()); }
  std::string path = "/tmp/ehlo-source-test." + std::to_string(::getpid());
};

std::string all_of(Source& source) {
  std::string all;
  for (;;) {
    const auto piece = source.next();
    REQUIRE(piece);
    if (piece->empty()) return all;
    all += *piece;
  }
}

std::string open_error(const std::string& path) {
  const auto source = Source::open(path);
  REQUIRE_FALSE(source);
  CHECK(source.error().kind == ErrorKind::no_input);
  return source.error().text;
}

}  // namespace

TEST_CASE("a text is given once, and its end again and again") {
  Source source = Source::from_text("Hi");
  CHECK(source.size() == 2);
  CHECK(*source.next() == "Hi");
  CHECK(source.next()->empty());
  CHECK(source.next()->empty());
}

TEST_CASE("an empty text is its end at once") {
  Source source = Source::from_text("");
  CHECK(source.size() == 0);
  CHECK(source.next()->empty());
}

TEST_CASE("a file is read in pieces, and its size is known before") {
  const std::string bytes(600'000, 'x');
  const File file(bytes);
  auto source = Source::open(file.path);
  REQUIRE(source);
  CHECK(source->size() == 600'000);
  CHECK(source->next()->size() < bytes.size());
  auto again = Source::open(file.path);
  CHECK(all_of(*again) == bytes);
}

TEST_CASE("joined sources follow each other, and empty ones are no end") {
  const File file("body");
  auto body = Source::open(file.path);
  REQUIRE(body);
  Source joined = Source::joined(Source::from_text(""), Source::from_text("head "));
  Source all = Source::joined(std::move(joined), std::move(*body));
  CHECK(all.size() == 9);
  CHECK(all_of(all) == "head body");
}

TEST_CASE("the size of what is no regular file is not known") {
  const auto source = Source::open("/dev/null");
  REQUIRE(source);
  CHECK_FALSE(source->size());
  CHECK_FALSE(Source::joined(Source::from_text("x"), std::move(*Source::open("/dev/null"))).size());
}

// All error paths of Source follow.

TEST_CASE("a file that is not there, or is a directory, cannot be read") {
  CHECK(open_error("/nowhere/mail\x1b.eml") ==
        "cannot read /nowhere/mail\\x1B.eml: no such file or directory");
  CHECK(open_error("/tmp") == "cannot read /tmp: is a directory");
}

TEST_CASE("a read that fails is told with the file's name") {
  auto source = Source::open("/proc/self/mem");
  REQUIRE(source);
  const auto piece = source->next();
  REQUIRE_FALSE(piece);
  CHECK(piece.error().kind == ErrorKind::no_input);
  CHECK(piece.error().text == "cannot read /proc/self/mem: input/output error");
}

TEST_CASE("a text in base64 has the lines of mail, and its size is known before") {
  Source source = Source::encoded(Source::from_text(std::string(60, 'a')), Source::Form::base64);
  CHECK(source.size() == 84);
  CHECK(all_of(source) == std::string("YWFh") + [] {
    std::string rest;
    for (int i = 1; i < 19; ++i) rest += "YWFh";
    return rest;
  }() + "\r\nYWFh\r\n");
}

TEST_CASE("what one encoder holds back at the end goes through those behind it") {
  Source lines = Source::encoded(Source::from_text("a\nb"), Source::Form::crlf);
  Source coded = Source::encoded(std::move(lines), Source::Form::base64);
  CHECK(all_of(coded) == "YQ0KYg==\r\n");
}

TEST_CASE("a large file in base64 is the base64 of the whole") {
  std::string bytes;
  for (int i = 0; i < 200'000; ++i) bytes += static_cast<char>(i * 31 >> 3);
  const File file(bytes);
  auto plain = Source::open(file.path);
  REQUIRE(plain);
  Source source = Source::encoded(std::move(*plain), Source::Form::base64);
  const auto size = source.size();
  std::string all = all_of(source);
  CHECK(size == all.size());
  std::erase_if(all, [](char c) { return c == '\r' || c == '\n'; });
  CHECK(base::base64_decode(all) == bytes);
}

TEST_CASE("an encoder behind another gives up what it holds itself") {
  Source lines = Source::encoded(Source::from_text("a b "), Source::Form::quoted_printable);
  Source coded = Source::encoded(std::move(lines), Source::Form::base64);
  CHECK(all_of(coded) == "YSBiPTIw\r\n");
  Source twice = Source::encoded(Source::from_text("ab"), Source::Form::base64);
  twice = Source::encoded(std::move(twice), Source::Form::quoted_printable);
  CHECK(all_of(twice) == "YWI=3D\r\n");
}

TEST_CASE("a pipe that says nothing is not waited for behind an interrupt") {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  auto source = Source::open("/proc/self/fd/" + std::to_string(ends[0]));
  REQUIRE(source);
  const auto interrupt = std::make_shared<net::Interrupt>();
  source->heed(interrupt);
  const std::jthread signal([&] { interrupt->raise(); });
  CHECK(source->next().error().text == "interrupted");
  for (const int end : ends) ::close(end);
}
