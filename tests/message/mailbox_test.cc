#include <doctest/doctest.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "message/maildir.h"
#include "message/mbox.h"

namespace {

namespace fs = std::filesystem;

// A directory that is gone with the test.
struct Scratch {
  Scratch() {
    std::string name = (fs::temp_directory_path() / "ehlo-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Scratch() { fs::remove_all(path); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::string in(std::string_view name) const { return (path / name).string(); }
  fs::path path;
};

std::string read(const fs::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

std::vector<fs::path> files(const fs::path& directory) {
  std::vector<fs::path> all;
  for (const auto& entry : fs::directory_iterator(directory)) all.push_back(entry.path());
  return all;
}

std::unique_ptr<smtp::Delivery> begin(smtp::Mailbox& mailbox) {
  auto delivery = mailbox.begin({*smtp::parse_path("a@b"), {}});
  REQUIRE(delivery);
  return std::move(*delivery);
}

}  // namespace

TEST_CASE("a maildir keeps the bytes as they came") {
  const Scratch scratch;
  const auto maildir = message::Maildir::open(scratch.in("m"), "h/o:st");
  REQUIRE(maildir);
  const auto delivery = begin(**maildir);
  CHECK(delivery->write("a\r\n"));
  CHECK(files(scratch.in("m/new")).empty());
  CHECK(delivery->write(std::string(100'000, 'x')));
  CHECK(delivery->commit());
  const auto kept = files(scratch.in("m/new"));
  REQUIRE(kept.size() == 1);
  CHECK(read(kept[0]) == "a\r\n" + std::string(100'000, 'x'));
  CHECK(kept[0].string().ends_with(".h-o-st"));
}

TEST_CASE("a message that is given up leaves no trace") {
  const Scratch scratch;
  const auto maildir = message::Maildir::open(scratch.in("m"), "host");
  REQUIRE(maildir);
  CHECK(begin(**maildir)->write("a"));
  CHECK(files(scratch.in("m/tmp")).empty());
  CHECK(files(scratch.in("m/new")).empty());
}

TEST_CASE("an mbox grows by a whole message or by none") {
  const Scratch scratch;
  const auto mbox = message::Mbox::open(scratch.in("box"));
  REQUIRE(mbox);
  CHECK(begin(**mbox)->write("given up\r\n"));
  const auto delivery = begin(**mbox);
  CHECK(delivery->write("a: b\r\n\r\nFrom c"));
  CHECK(delivery->commit());
  const std::string all = read(scratch.in("box"));
  CHECK(all.starts_with("From a@b "));
  CHECK(all.substr(all.find('\n')) == "\na: b\n\n>From c\n\n");
  CHECK(files(scratch.path).size() == 1);
}

// All error paths of Maildir and Mbox follow.

TEST_CASE("a place that cannot be written is told") {
  const Scratch scratch;
  std::ofstream(scratch.in("file")) << "x";
  CHECK(message::Maildir::open(scratch.in("file"), "h")
            .error()
            .text.starts_with("cannot create " + scratch.in("file")));
  CHECK(message::Mbox::open(scratch.in("no/box")).error().text ==
        "cannot open " + scratch.in("no/box") + ": no such file or directory");
  const auto maildir = message::Maildir::open(scratch.in("m"), "h");
  REQUIRE(maildir);
  fs::remove_all(scratch.in("m"));
  const auto delivery = (*maildir)->begin({});
  REQUIRE_FALSE(delivery);
  CHECK(delivery.error().kind == base::ErrorKind::io);
}

TEST_CASE("a message is not acknowledged when its place is gone") {
  const Scratch scratch;
  const auto maildir = message::Maildir::open(scratch.in("m"), "h");
  REQUIRE(maildir);
  const auto delivery = begin(**maildir);
  fs::remove_all(scratch.in("m/new"));
  CHECK_FALSE(delivery->commit());
}

TEST_CASE("a message whose place cannot be synced is taken back: its sender will send it again") {
  const Scratch scratch;
  const auto maildir = message::Maildir::open(scratch.in("m"), "h");
  REQUIRE(maildir);
  const auto delivery = begin(**maildir);
  CHECK(delivery->write("x\r\n"));
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  const rlimit none{0, before.rlim_max};  // the directory cannot be opened
  ::setrlimit(RLIMIT_NOFILE, &none);
  const auto kept = delivery->commit();
  ::setrlimit(RLIMIT_NOFILE, &before);
  CHECK_FALSE(kept);
  CHECK(files(scratch.in("m/new")).empty());
}

TEST_CASE("what an interrupted append left in an mbox cannot swallow the next message") {
  const Scratch scratch;
  for (const auto& [before, between] :
       std::vector<std::pair<std::string, std::string>>{{"From a@b\nhalf a li", "\n\n"},
                                                        {"From a@b\nx\n", "\n"},
                                                        {"From a@b\nx\n\n", ""},
                                                        {"\n", ""}}) {
    std::ofstream(scratch.in("box"), std::ios::binary | std::ios::trunc) << before;
    const auto mbox = message::Mbox::open(scratch.in("box"));
    REQUIRE(mbox);
    const auto delivery = begin(**mbox);
    CHECK(delivery->write("x\r\n"));
    CHECK(delivery->commit());
    CHECK(read(scratch.in("box")).starts_with(before + between + "From a@b "));
  }
}
