#include "commands/codes/input.h"

#include <doctest/doctest.h>

#include <sstream>

using namespace commands;

TEST_CASE("what comes in is known by its beginning") {
  CHECK(sniff("From a@b Sun Nov 22\nFrom: a@b\nTo: c@d\n\n") == InputKind::mbox);
  CHECK(sniff("Return-Path: <>\r\nTo: c@d\r\n\r\n") == InputKind::mail);
  CHECK(sniff("Return-Path: <>\rTo: c@d\r\r") == InputKind::mail);
  CHECK(sniff("Nov 22 01:02:03 mail postfix/smtp[1]: x\n") == InputKind::log);
  CHECK(sniff("2026-11-22T01:02:03 mail x\n") == InputKind::log);
  CHECK(sniff("{\"log\":\"Nov 22 01:02:03 mail postfix/qmgr[1]: A1: removed\\n\"}\n") ==
        InputKind::log);
  CHECK(sniff("Error: 550 no such user\n") == InputKind::text);
  CHECK(sniff("550 5.1.1 no such user\n") == InputKind::text);
  CHECK(sniff("") == InputKind::text);
  CHECK(sniff("\r\n\nReturn-Path: <>\nTo: c@d\n\n") == InputKind::mail);
  CHECK(sniff("\nFrom a@b Sun Nov 22\nFrom: a@b\nTo: c@d\n\n") == InputKind::mbox);
}

TEST_CASE("a word with a slash or an extension is meant for a file") {
  for (const char* text : {"bounce.eml", "/var/log/mail", "./x", "a/b"})
    CHECK(looks_like_path(text));
  for (const char* text :
       {"", "550", "5.1.1", "550-5.7.1/x", "mailboxfull", "said: 550 a/b", "<a@b.example>"})
    CHECK_FALSE(looks_like_path(text));
}

TEST_CASE("a sentence of a language without blanks is meant for no file") {
  for (const char* text : {"宛先不明：a@example.net", "配信/不能",
                           "送信先のドメイン「exmaple.co.jp」が見つかりませんでした。"})
    CHECK_FALSE(looks_like_path(text));
  for (const char* text : {"Rückläufer.eml", "メール.eml", "受信/bounce.eml"})
    CHECK(looks_like_path(text));
}

TEST_CASE("a name that Exchange gives to what went wrong is meant for no file") {
  for (const char* text : {"RESOLVER.ADR.RecipNotFound", "QUEUE.Expired", "SUBMISSION.Forbidden"})
    CHECK_FALSE(looks_like_path(text));
  for (const char* text : {"BOUNCE.EML", "BOUNCE.eml", "Bounce.Eml", "BOUNCE.Eml", "MAIL.Log"})
    CHECK(looks_like_path(text));
}

TEST_CASE("the mails of an mbox come one by one, and a quoted From is one again") {
  std::istringstream in("From a@b\nSubject: 1\n\n>From here\n\nFrom c@d\nSubject: 2\n\nx\n");
  codes::LineReader lines(in);
  std::string seen;
  each_mail_of_mbox(lines, "box", [&](std::string_view mail, const std::string& place) {
    seen += place + "=" + std::string(mail) + "|";
  });
  CHECK(seen == "box:1=Subject: 1\n\nFrom here\n\n|box:2=Subject: 2\n\nx\n|");
}

TEST_CASE("a line that is too long is left out of its mail, and hides none of those behind it") {
  std::istringstream in("\nFrom a@b\nSubject: 1\n\n" + std::string(3 << 20, 'x') +
                        "\ny\n\nFrom c@d\nSubject: 2\n");
  codes::LineReader lines(in);
  std::string seen;
  each_mail_of_mbox(lines, "box", [&](std::string_view mail, const std::string& place) {
    seen += place + "=" + std::string(mail) + "|";
  });
  CHECK(seen == "box:1=Subject: 1\n\ny\n\n|box:2=Subject: 2\n|");
}

TEST_CASE("what is compressed is named with the command that reads it") {
  const auto wrong = [](std::string_view bytes, const std::string& place) {
    const auto checked = check_readable(bytes, place, false);
    if (checked) return std::string();
    CHECK(checked.error().kind == base::ErrorKind::parse);
    return checked.error().text;
  };
  CHECK(wrong("\x1F\x8B\x08", "a.gz") == "a.gz is compressed: read it with zcat a.gz | ehlo codes");
  CHECK(wrong("\xFD"
              "7zXZ",
              "a") == "a is compressed: read it with xzcat a | ehlo codes");
  CHECK(wrong("\x28\xB5\x2F\xFD", "a") == "a is compressed: read it with zstdcat a | ehlo codes");
  CHECK(wrong("BZh9", "a") == "a is compressed: read it with bzcat a | ehlo codes");
  CHECK(wrong("PK\x03\x04", "") ==
        "standard input is compressed: read it with unzip -p FILE | ehlo codes");
  CHECK(wrong("550 no", "a").empty());
}

TEST_CASE("a text has no NUL bytes, but a log may") {
  constexpr std::string_view kBytes("a\0b", 3);
  CHECK(check_readable(kBytes, "a", false));
  CHECK(check_readable(kBytes, "a", true).error().text == "a is no text: it has NUL bytes");
}

TEST_CASE("a file that is not there is named") {
  CHECK(unreadable("a\nb").text == "a\\nb cannot be read");
  CHECK(unreadable("a").kind == base::ErrorKind::no_input);
}
