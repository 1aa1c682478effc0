#include "probe/smuggling.h"

#include <doctest/doctest.h>

#include "probe/scenes.h"

using namespace probe;
using test::reply_of;

namespace {

std::string said(const SmugglingReplies& seen) {
  const Judgements judgements = judge_smuggling(near_misses().front(), seen);
  const Verdict verdict = judgements.front().verdict.value_or(Verdict::fail);
  return fmt::format("{}: {}", policy::verdict_name(verdict), judgements.front().reason);
}

base::Error lost(base::ErrorKind kind) { return {kind, base::Stage::dot, "why"}; }

}  // namespace

TEST_CASE("a message ends in the near miss") {
  CHECK(near_misses().size() == 11);
  CHECK(message_up_to(near_misses().front(), "<>", "<me@x>") ==
        "From: <>\r\nTo: <me@x>\r\nSubject: ehlo probe --smuggling \\n.\\n\r\n\r\nfirst line\n.\n");
}

TEST_CASE("a server that stays in step took the near miss for data, or rejects it") {
  CHECK(said({reply_of("250 queued"), reply_of("221 bye")}) == "pass: \\n.\\n: treated as data");
  CHECK(said({reply_of("550 bare LF"), reply_of("221 bye")}) ==
        "pass: \\n.\\n: rejected: 550 bare LF");
  CHECK(said({reply_of("521 bare LF"), std::nullopt, lost(base::ErrorKind::lost)}) ==
        "pass: \\n.\\n: rejected: 521 bare LF");
  CHECK(said({std::nullopt, std::nullopt, lost(base::ErrorKind::lost)}) ==
        "pass: \\n.\\n: rejected: the server hangs up");
}

TEST_CASE("a server that is out of step ended the message there") {
  const std::string ends = "fail: \\n.\\n: ENDS THE MESSAGE: what follows is read as commands";
  CHECK(said({reply_of("250 queued"), reply_of("250 noop")}) == ends);
  CHECK(said({reply_of("250 queued"), std::nullopt, lost(base::ErrorKind::protocol)}) == ends);
  CHECK(said({.end = reply_of("250 queued"), .early = true}) == ends);
}

TEST_CASE("a server that falls silent cannot be told") {
  CHECK(said({std::nullopt, std::nullopt, lost(base::ErrorKind::timeout)}) ==
        "unknown: \\n.\\n: why");
  CHECK(said({reply_of("250 queued"), std::nullopt, lost(base::ErrorKind::lost)}) ==
        "unknown: \\n.\\n: why");
}
