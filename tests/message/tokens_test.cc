#include "message/tokens.h"

#include <doctest/doctest.h>

using namespace message;

namespace {

TokenReplacer::Table table() { return token_table("TODAY", "a@b", "c@d, e@f", "1@me"); }

std::string replaced(std::string_view first, std::string_view second = "") {
  TokenReplacer replacer(table());
  std::string out(replacer.replace(first));
  out += replacer.replace(second);
  return out += replacer.finish();
}

}  // namespace

TEST_CASE("every token stands for its value, ours and swaks'") {
  CHECK(replaced("{{date}} {{from}} {{to}} {{message_id}}") == "TODAY a@b c@d, e@f <1@me>");
  CHECK(replaced("%DATE% %FROM_ADDRESS% %TO_ADDRESS% %MESSAGEID%") == "TODAY a@b c@d, e@f <1@me>");
}

TEST_CASE("what only looks like a token stays") {
  CHECK(replaced("100% {{dat}} {{{date}} %date% %DATE") == "100% {{dat}} {TODAY %date% %DATE");
  CHECK(replaced("") == "");
}

TEST_CASE("a token is found wherever the pieces are cut") {
  const std::string text = "x{{message_id}}y%DATE%%";
  for (std::size_t cut = 0; cut <= text.size(); ++cut)
    CHECK(replaced(text.substr(0, cut), text.substr(cut)) == "x<1@me>yTODAY%");
}

TEST_CASE("a value that looks like a token is not replaced again") {
  TokenReplacer replacer({{"%A%", "%B%"}, {"%B%", "no"}});
  CHECK(std::string(replacer.replace("%A%%B%")) + std::string(replacer.finish()) == "%B%no");
}

TEST_CASE("no more is held back than the longest token") {
  TokenReplacer replacer(table());
  CHECK(replacer.replace(std::string(100, '%')).size() >= 100 - 14);
  CHECK(replacer.replace("plain text goes at once").ends_with("at once"));
}

TEST_CASE("without tokens everything passes") {
  TokenReplacer replacer({});
  CHECK(replacer.replace("{{date}} %") == "{{date}} %");
}
