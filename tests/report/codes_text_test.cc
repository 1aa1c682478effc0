#include "report/codes_text.h"

#include <doctest/doctest.h>

using codes::Bounce;
using codes::MailKind;

TEST_CASE("a bounce that names nobody says so") {
  Bounce bounce;
  bounce.kind = MailKind::bounce;
  CHECK(report::bounce_answer(bounce, {}) == "This is a bounce, but it names no recipient.\n");
}

TEST_CASE("what is no bounce but its kin is named first") {
  Bounce bounce;
  bounce.recipients.push_back({});
  bounce.kind = MailKind::automatic_answer;
  CHECK(report::bounce_answer(bounce, {}).starts_with("This is an automatic answer.\n"));
  bounce.kind = MailKind::complaint;
  CHECK(report::bounce_answer(bounce, {}).starts_with("This is a complaint.\n"));
}
