#include "commands/send/files.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "commands/world.h"

using namespace commands;
using base::ErrorKind;
using test::File;

namespace {

std::string wrong(ErrorKind kind, const SendOptions& options) {
  const auto checked = check_files(options);
  REQUIRE_FALSE(checked);
  CHECK(checked.error().kind == kind);
  return checked.error().text;
}

std::string content(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("files that differ may all be written, and a device may be written twice") {
  const File record(""), data("x");
  SendOptions options;
  options.record = record.path;
  options.data = "@" + data.path;
  CHECK(check_files(options));
  options.record = options.tls_get_peer_cert = options.tls_get_peer_chain = "/dev/null";
  CHECK(check_files(options));
}

TEST_CASE("no file that the message is made from is written over") {
  const File input("x");
  SendOptions options;
  options.record = input.path;
  const auto told = [&](std::string_view option, std::vector<std::string>& values,
                        std::string value) {
    values = {std::move(value)};
    CHECK(wrong(ErrorKind::usage, options) ==
          fmt::format("--record would write over the file of {}: {}", option, input.path));
    values.clear();
  };
  told("--attach", options.attach, "@" + input.path);
  told("--attach", options.attach, "text/plain:@" + input.path + ";name=x.txt");
  told("--attach-body", options.attach_body, "@" + input.path);
  told("--inline", options.inlined, "logo:" + input.path);
  told("--inline", options.inlined, "logo:@" + input.path);
  told("--sign-dkim", options.sign_dkim, "example.org:s1:" + input.path);
}

TEST_CASE("a late file stays as it is until there is something for it") {
  const File kept("old");
  LateFile file("--tls-get-peer-cert", kept.path);
  file.put("");
  CHECK(content(kept.path) == "old");
  CHECK_FALSE(file.written());
  file.put("new");
  CHECK(content(kept.path) == "new");
  CHECK(file.written());
}

// All error paths of send_files follow.

TEST_CASE("a file that is to be read is not written over, whatever it is called") {
  const File data("x");
  SendOptions options;
  options.record = data.path;
  options.data = "@/tmp/../" + data.path;
  CHECK(wrong(ErrorKind::usage, options) ==
        "--record would write over the file of --data: " + data.path);
}

TEST_CASE("two outputs do not share a file, be it there or not") {
  SendOptions options;
  options.record = "/tmp/ehlo-no-such-file";
  options.tls_get_peer_chain = "/tmp/./ehlo-no-such-file";
  CHECK(wrong(ErrorKind::usage, options) ==
        "--tls-get-peer-chain would write over the file of --record: /tmp/./ehlo-no-such-file");
}

TEST_CASE("an output that cannot be is told before the network") {
  SendOptions options;
  options.record = "/nowhere/x";
  CHECK(wrong(ErrorKind::io, options) ==
        "--record: cannot write /nowhere/x: no such file or directory");
  options.record = "-";
  CHECK(wrong(ErrorKind::usage, options) ==
        "--record takes a file; standard output has the conversation already");
}

TEST_CASE("a disk that is full is the file's trouble") {
  LateFile file("--tls-get-peer-cert", "/dev/full");
  file.put("pem");
  REQUIRE(file.trouble());
  CHECK(file.trouble()->text ==
        "--tls-get-peer-cert: cannot write /dev/full: no space left on device");
}
