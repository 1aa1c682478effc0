#include "commands/send/parts.h"

#include <doctest/doctest.h>

#include <fmt/format.h>
#include <filesystem>

#include "base/text.h"
#include "commands/world.h"

using namespace commands;
using base::ErrorKind;
using test::File;
using Kind = AttachWord::Kind;
using Lines = std::vector<std::string>;

namespace {

// As the command line gives them, in this order.
SendOptions words(const std::vector<AttachWord>& typed) {
  SendOptions options;
  for (const AttachWord& word : typed) {
    options.attach_order.push_back(word.kind);
    (word.kind == Kind::type   ? options.attach_type
     : word.kind == Kind::name ? options.attach_name
     : word.kind == Kind::body ? options.attach_body
                               : options.attach)
        .push_back(word.text);
  }
  return options;
}

// "text/csv a.csv 1,2" of each part: texts, then inlined, then attachments.
Lines planned(const SendOptions& options) {
  const auto parts = plan_parts(options);
  if (!parts) return {parts.error().text};
  Lines lines;
  for (const auto* list : {&parts->texts, &parts->inlined, &parts->attachments})
    for (const PlannedPart& part : *list)
      lines.push_back(fmt::format("{} '{}' {}", part.type, part.name,
                                  part.file.empty() ? part.text : "@" + part.content_id));
  return lines;
}

std::string wrong(const SendOptions& options, ErrorKind kind = ErrorKind::parse) {
  const auto parts = plan_parts(options);
  REQUIRE_FALSE(parts);
  CHECK(parts.error().kind == kind);
  return parts.error().text;
}

}  // namespace

TEST_CASE("without a word there is one short text") {
  CHECK(planned({}) == Lines{"text/plain '' This is a test message, sent by ehlo.\r\n"});
}

TEST_CASE("a type holds for each attachment behind it, until a body has used it up") {
  CHECK(planned(words({{Kind::type, "text/csv"},
                       {Kind::file, "1,2"},
                       {Kind::file, "3,4"},
                       {Kind::body, "a,b"},
                       {Kind::body, "Hi"},
                       {Kind::type, "text/x"},
                       {Kind::file, "5"}})) == Lines{"text/csv '' a,b", "text/plain '' Hi",
                                                     "text/csv '' 1,2", "text/csv '' 3,4",
                                                     "text/x '' 5"});
}

TEST_CASE("a name is for the next attachment, and an empty one tells none") {
  const File file("x");
  CHECK(planned(words({{Kind::name, "a.png"},
                       {Kind::file, "@" + file.path},
                       {Kind::file, "@" + file.path},
                       {Kind::name, ""},
                       {Kind::file, "@" + file.path}})) ==
        Lines{"text/plain '' This is a test message, sent by ehlo.\r\n", "image/png 'a.png' @",
              "application/octet-stream '" + file.path.substr(5) + "' @",
              "application/octet-stream '' @"});
}

TEST_CASE("a type that was given stands, and a new name without one leaves the file's") {
  const File file("x");
  const std::string pdf = file.path + ".pdf";
  std::filesystem::copy_file(file.path, pdf);
  CHECK(planned(words({{Kind::type, "application/octet-stream"}, {Kind::file, "@" + pdf}}))[1] ==
        "application/octet-stream '" + pdf.substr(5) + "' @");
  CHECK(planned(words({{Kind::name, "invoice"}, {Kind::file, "@" + pdf}}))[1] ==
        "application/pdf 'invoice' @");
  std::filesystem::remove(pdf);
}

TEST_CASE("an attachment may bring its type and its name") {
  const File file("x");
  CHECK(planned(words({{Kind::file, "text/x:@" + file.path + ";name=a;b"},
                       {Kind::file, "text/csv:1,2;name=a"}}))[1] == "text/x 'a;b' @");
  CHECK(planned(words({{Kind::file, "text/csv:1,2;name=a"}}))[1] == "text/csv '' 1,2;name=a");
}

TEST_CASE("a name may stand in quotes, and be for standard input") {
  const auto quoted = split_attach("@a.txt;name=\"x y.txt\"");
  CHECK((quoted.content == "@a.txt" && quoted.name == "x y.txt"));
  const auto piped = split_attach("-;name=p.pdf");
  CHECK((piped.content == "-" && piped.name == "p.pdf"));
}

TEST_CASE("--body comes first and --html last") {
  SendOptions options = words({{Kind::body, "b"}});
  options.body = "a";
  options.html = "<c>";
  CHECK(planned(options) == Lines{"text/plain '' a", "text/plain '' b", "text/html '' <c>"});
  options = {};
  options.html = "<c>";
  CHECK(planned(options) == Lines{"text/html '' <c>"});
}

TEST_CASE("an inline file has the name by which the HTML calls it") {
  const File file("x");
  SendOptions options;
  options.html = "<img src=cid:a>";
  options.inlined = {"a:" + file.path};
  CHECK(planned(options)[1] == "application/octet-stream '" + file.path.substr(5) + "' @a");
}

TEST_CASE("what the configuration brings stands behind what was typed") {
  SendOptions options = words({{Kind::type, "text/x"}});
  options.attach = {"1"};
  CHECK(planned(options)[1] == "text/x '' 1");
}

TEST_CASE("what each part holds is known, unless it can be read only once") {
  SendOptions options;
  options.body = "gr\u00fcn";
  CHECK_FALSE(plan_parts(options)->texts.front().survey.ascii);
  CHECK(plan_parts(options)->texts.front().survey.known);
  options.body = "-";
  CHECK_FALSE(plan_parts(options)->texts.front().survey.known);
}

// All error paths of plan_parts() follow.

TEST_CASE(
    "an attachment that is neither a file nor a text with a type is not sent as its letters") {
  CHECK(wrong(words({{Kind::file, "f"}})) ==
        "--attach: 'f' is not @FILE: write --attach @f; a text needs a type, as in --attach-type "
        "text/plain");
  const File file("x");
  CHECK(wrong(words({{Kind::type, "text/plain"}, {Kind::file, file.path}})) ==
        "--attach: '" + file.path + "' is not @FILE: write --attach @" + file.path);
}

TEST_CASE("a word that can only be a file is not sent as its letters, be it there or not") {
  for (const auto& [type, word] :
       {std::pair("application/pdf", "missing.pdf"), std::pair("text/plain", "missing.txt"),
        std::pair("text/plain", "/nowhere/missing"), std::pair("image/png", "./a")})
    CHECK(wrong(words({{Kind::type, type}, {Kind::file, word}})) ==
          fmt::format("--attach: '{0}' is not @FILE: write --attach @{0}", word));
  CHECK(wrong(words({{Kind::type, "text/plain"}, {Kind::file, " @a.txt"}})) ==
        "--attach: ' @a.txt' is not @FILE: write --attach @a.txt");
  for (const char* text : {"two words.txt", "word", "{\"a\":1}"})
    CHECK(plan_parts(words({{Kind::type, "application/json"}, {Kind::file, text}}))
              ->attachments.front()
              .text == text);
}

TEST_CASE("an @ with nothing behind it names no file") {
  CHECK(wrong(words({{Kind::file, "@"}})) == "--attach: '@' names no file");
  CHECK(wrong(words({{Kind::body, "@"}})) == "--attach-body: '@' names no file");
  SendOptions options;
  options.html = "@";
  CHECK(wrong(options) == "--html: '@' names no file");
  options = {};
  options.body = "@";
  CHECK(wrong(options) == "--body: '@' names no file");
}

TEST_CASE("a file that is not there names its option") {
  CHECK(wrong(words({{Kind::file, "@/nowhere/a"}}), ErrorKind::no_input) ==
        "--attach: cannot read /nowhere/a: no such file or directory");
  CHECK(wrong(words({{Kind::body, "@/nowhere/a"}}), ErrorKind::no_input) ==
        "--attach-body: cannot read /nowhere/a: no such file or directory");
  SendOptions options;
  options.inlined = {"a:/nowhere/a"};
  CHECK(wrong(options, ErrorKind::no_input) ==
        "--inline: cannot read /nowhere/a: no such file or directory");
  options = {};
  options.html = "@/nowhere/a";
  CHECK(wrong(options, ErrorKind::no_input) ==
        "--html: cannot read /nowhere/a: no such file or directory");
}

TEST_CASE("a type or a name behind which nothing stands is misuse") {
  CHECK(wrong(words({{Kind::type, "text/plain"}}), ErrorKind::usage) ==
        "--attach-type stands ahead of the --attach or --attach-body that it is for");
  CHECK(wrong(words({{Kind::file, "-"}, {Kind::name, "a"}}), ErrorKind::usage) ==
        "--attach-name stands ahead of the --attach that it is for");
}

TEST_CASE("a type, a name or an inline file that cannot be is refused") {
  for (const std::string type : {"png", "a/", "/b", "a b/c", "a/b\r\nc"})
    CHECK(wrong(words({{Kind::type, type}})) ==
          "--attach-type: '" + base::printable(type) +
              "' is not a media type: write text/plain, image/png or the like");
  CHECK(wrong(words({{Kind::name, "a\nb"}, {Kind::file, "-"}})) ==
        "--attach: a name cannot hold CR, LF or NUL");
  SendOptions options;
  for (const std::string one : {"a", ":f", "a:", "<a>:f", "a b:f"}) {
    options.inlined = {one};
    CHECK(wrong(options) ==
          "--inline: '" + one + "' is not CID:FILE, where the HTML has src=\"cid:CID\"");
  }
}

TEST_CASE("two files cannot have one CID") {
  const File file("x");
  SendOptions options;
  options.inlined = {"a:" + file.path, "a:" + file.path};
  CHECK(wrong(options) == "--inline: 'a' is the CID of two files: each needs its own");
}

TEST_CASE("of a text that is attached the charset is told, as far as it can be") {
  const File latin("caf\xe9\n"), utf8("caf\u00e9\n");
  CHECK_FALSE(plan_parts(words({{Kind::file, "@" + latin.path}}))->attachments.front().survey.utf8);
  CHECK(plan_parts(words({{Kind::file, "@" + utf8.path}}))->attachments.front().survey.utf8);
}

TEST_CASE("standard input is read once") {
  SendOptions options = words({{Kind::file, "-"}});
  options.body = "-";
  CHECK(wrong(options, ErrorKind::usage) == "--attach: standard input can be read only once");
}
