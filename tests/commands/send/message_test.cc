#include "commands/send/message.h"

#include <doctest/doctest.h>

#include "commands/world.h"

using namespace commands;
using base::ErrorKind;
using test::File;
using test::World;

namespace {

SendOptions to_bob() {
  SendOptions options;
  options.from = "alice@a.example";
  options.to = {"bob@b.example"};
  return options;
}

// The whole message; without the header's first two lines it is the same each time.
std::string written(const SendOptions& options, World& world,
                    const smtp::Extensions& offered = {}) {
  const auto job = plan_send(options, world.env);
  REQUIRE(job);
  auto open = open_message(options, *job, world.env);
  if (!open) return open.error().text;
  const auto message = open->compose(offered);
  REQUIRE(message);
  std::string all;
  for (;;) {
    const auto piece = message->content();
    REQUIRE(piece);
    if (piece->empty()) return all;
    all += *piece;
  }
}

std::string written(const SendOptions& options) {
  World world;
  return written(options, world);
}

}  // namespace

TEST_CASE("a message is made up from nothing") {
  const std::string text = written(to_bob());
  CHECK(text.starts_with("Date: "));
  CHECK(text.find("\r\nFrom: alice@a.example\r\nTo: bob@b.example\r\nSubject: test ") !=
        std::string::npos);
  CHECK(text.find("@me.example>\r\nX-Mailer: ehlo ") != std::string::npos);
  CHECK(text.ends_with("\r\n\r\nThis is a test message, sent by ehlo.\r\n"));
}

TEST_CASE("subject, fields and body are as given, and blind copies stand nowhere") {
  SendOptions options = to_bob();
  options.subject = "hello";
  options.headers = {"X-Mailer: none"};
  options.added_headers = {"X-A: 1", "X-A: 2"};
  options.bcc = {"eve@b.example"};
  options.body = "Hi";
  const std::string text = written(options);
  CHECK(text.ends_with("X-Mailer: none\r\nX-A: 1\r\nX-A: 2\r\n\r\nHi"));
  CHECK(text.find("Subject: hello\r\n") != std::string::npos);
  CHECK(text.find("eve") == std::string::npos);
}

TEST_CASE("a body from a file is said to be UTF-8 when it is not ASCII") {
  const File plain("Hi\n"), other("gr\u00fc\u00df\n");
  SendOptions options = to_bob();
  options.body = "@" + plain.path;
  CHECK(written(options).ends_with("\r\n\r\nHi\n"));
  CHECK(written(options).find("MIME") == std::string::npos);
  options.body = "@" + other.path;
  CHECK(written(options).find("charset=utf-8") != std::string::npos);
  CHECK(written(options).ends_with("\r\n\r\ngr=C3=BC=C3=9F\r\n"));
}

TEST_CASE("a body that is no UTF-8 is not called so (RFC 1428)") {
  const File latin("gr\xfc\xdf\n");
  SendOptions options = to_bob();
  options.body = "@" + latin.path;
  CHECK(written(options).find("\r\nContent-Type: text/plain; charset=unknown-8bit\r\n") !=
        std::string::npos);
}

TEST_CASE("an inline file whose name holds a line end is refused: it would begin a header field") {
  SendOptions options = to_bob();
  options.html = "<img src=cid:a>";
  const std::string evil = "/tmp/ehlo\r\nX-I: y.png";
  std::ofstream(evil) << "x";
  options.inlined = {"a:" + evil};
  const std::string text = written(options);
  std::remove(evil.c_str());
  CHECK(text == "--inline: a name cannot hold CR, LF or NUL");
}

TEST_CASE(
    "a message that is made up is ASCII, whatever was put in, and a ready one may be anything") {
  World world;
  const auto seven_bit = [&](const SendOptions& options) {
    const auto job = plan_send(options, world.env);
    return open_message(options, *job, world.env)->compose({})->seven_bit;
  };
  SendOptions options = to_bob();
  options.subject = options.body.emplace("gr\u00fc\u00df");
  CHECK(seven_bit(options));
  options.headers = {"Content-Transfer-Encoding: 8bit"};
  CHECK_FALSE(seven_bit(options));
  options = to_bob();
  options.from = "\u00fc@a.example";  // SMTPUTF8
  CHECK_FALSE(seven_bit(options));
  const File plain("Subject: x\n\n"), other("Subject: x\n\n\u00fc");
  options = to_bob();
  options.data = "@" + plain.path;
  CHECK(seven_bit(options));
  options.data = "@" + other.path;
  CHECK_FALSE(seven_bit(options));
}

TEST_CASE("a whole message is sent as it is, and its size is known") {
  const File file("Subject: x\n\n%DATE%\n");
  SendOptions options = to_bob();
  options.data = "@" + file.path;
  World world;
  CHECK(written(options, world) == "Subject: x\n\n%DATE%\n");
  CHECK(open_message(options, *plan_send(options, world.env), world.env)->size == 19);
}

TEST_CASE("tokens in a whole message are replaced when that is asked for") {
  const File file("From: {{from}}\nTo: %TO_ADDRESS%\n\n100% {{n}}");
  SendOptions options = to_bob();
  options.data = "@" + file.path;
  options.tokens = true;
  CHECK(written(options) == "From: alice@a.example\nTo: bob@b.example\n\n100% 1");
}

// All error paths of open_message() follow.

TEST_CASE("a file that cannot be read names its option") {
  SendOptions options = to_bob();
  options.body = "@/nowhere/body";
  CHECK(written(options) == "--body: cannot read /nowhere/body: no such file or directory");
  options.body.reset();
  options.data = "@/nowhere/mail";
  CHECK(written(options) == "--data: cannot read /nowhere/mail: no such file or directory");
}

TEST_CASE("a header field that cannot be names its option") {
  SendOptions options = to_bob();
  options.headers = {"Subject"};
  CHECK(written(options) == "--header: 'Subject' is not a header field: write 'Name: value'");
  options.headers.clear();
  options.added_headers = {"X: a\r\nBcc: b"};
  CHECK(written(options) ==
        "--add-header: a header field cannot hold CR, LF or NUL: 'X: a\\r\\nBcc: b'");
  options.added_headers.clear();
  options.subject = "a\nb";
  CHECK(written(options) == "--subject cannot hold CR, LF or NUL");
  options.subject.reset();
  options.headers = {"Content-Type: text/plain; name=\"\u00e4.txt\""};
  CHECK(written(options) ==
        "--header: Content-Type takes ASCII only; write a parameter outside it as RFC 2231 does: "
        "name*=utf-8''%C3%A4.txt");
}
