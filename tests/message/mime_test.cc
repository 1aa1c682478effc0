#include "message/mime.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace message;

namespace {

Part part(std::string type, const std::string& text, std::string name = "", std::string id = "") {
  Source source = Source::from_text(text);
  const Survey found = *survey(source);
  return {std::move(type), std::move(name), std::move(id), Source::from_text(text), found};
}

std::string written(Parts parts, Transfer transfer = Transfer::seven_bit) {
  Entity entity = assemble(std::move(parts), transfer, "s");
  std::string all;
  for (const HeaderField& field : entity.fields)
    all += fmt::format("{}: {}\r\n", field.name, field.value);
  all += "\r\n";
  for (;;) {
    const auto piece = entity.content.next();
    REQUIRE(piece);
    if (piece->empty()) return all;
    all += *piece;
  }
}

Parts text(Part one) {
  Parts parts;
  parts.texts.push_back(std::move(one));
  return parts;
}

}  // namespace

TEST_CASE("a text alone is in no nest") {
  CHECK(written(text(part("text/plain", "Hi"))) ==
        "Content-Type: text/plain; charset=utf-8\r\n\r\nHi");
}

TEST_CASE("a text is coded as its content needs it") {
  CHECK(written(text(part("text/html", "gr\u00fcn\n"))) ==
        "Content-Type: text/html; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\ngr=C3=BCn\r\n");
  std::string other;
  for (int i = 0; i < 101; ++i) other += "\u00fc\n";
  CHECK(written(text(part("text/plain", other)))
            .starts_with("Content-Type: text/plain; charset=utf-8\r\n"
                         "Content-Transfer-Encoding: base64\r\n\r\nw7wNCsO8DQrD"));
  CHECK(written(text(part("text/plain", "\u00fc\n")), Transfer::eight_bit) ==
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n\u00fc\n");
  CHECK(written(text(part("text/plain; charset=latin1", std::string(999, 'x'))))
            .starts_with("Content-Type: text/plain; charset=latin1\r\n"
                         "Content-Transfer-Encoding: quoted-printable\r\n\r\nxxx"));
}

TEST_CASE("text, HTML with its picture, and a file are nested as mail programs expect") {
  Parts parts = text(part("text/plain", "Hi"));
  parts.texts.push_back(part("text/html", "<img src=cid:a>"));
  parts.inlined.push_back(part("image/png", "PNG", "a.png", "a"));
  parts.attachments.push_back(part("text/csv", "1,2\n", "b.csv"));
  CHECK(written(std::move(parts)) ==
        "Content-Type: multipart/mixed;\r\n boundary=\"=_3_s\"\r\n\r\n"
        "--=_3_s\r\n"
        "Content-Type: multipart/alternative;\r\n boundary=\"=_2_s\"\r\n\r\n"
        "--=_2_s\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\nHi\r\n"
        "--=_2_s\r\n"
        "Content-Type: multipart/related;\r\n boundary=\"=_1_s\";\r\n type=\"text/html\"\r\n\r\n"
        "--=_1_s\r\n"
        "Content-Type: text/html; charset=utf-8\r\n\r\n<img src=cid:a>\r\n"
        "--=_1_s\r\n"
        "Content-Type: image/png;\r\n name=\"a.png\"\r\nContent-ID: <a>\r\n"
        "Content-Disposition: inline;\r\n filename=\"a.png\"\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\nUE5H\r\n\r\n"
        "--=_1_s--\r\n\r\n"
        "--=_2_s--\r\n\r\n"
        "--=_3_s\r\n"
        "Content-Type: text/csv; charset=utf-8;\r\n name=\"b.csv\"\r\n"
        "Content-Disposition: attachment;\r\n filename=\"b.csv\"\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\nMSwyCg==\r\n\r\n"
        "--=_3_s--\r\n");
}

TEST_CASE("a message that comes along is not coded, and its nest says so") {
  Parts parts = text(part("text/plain", "Hi"));
  parts.attachments.push_back(part("message/rfc822", "Subject: \u00fc\n\n"));
  Entity entity = assemble(std::move(parts), Transfer::seven_bit, "s");
  CHECK_FALSE(entity.seven_bit);
  CHECK(entity.fields[1] == HeaderField{"Content-Transfer-Encoding", "8bit"});
}

TEST_CASE("a server that takes binary gets files as they are") {
  Parts parts = text(part("text/plain", "Hi"));
  parts.attachments.push_back(part("image/png", "\x89PNG\r"));
  const std::string all = written(std::move(parts), Transfer::binary);
  CHECK(all.find("Content-Transfer-Encoding: binary\r\n\r\n\x89PNG\r\r\n--") != std::string::npos);
}
