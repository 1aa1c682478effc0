#include "codes/code_table.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "base/text.h"
#include "codes/embedded.h"

using codes::CodePage;
using codes::CodeTable;

TEST_CASE("every table that is compiled in parses") {
  for (const char* name :
       {"reply-codes.txt", "provider-codes.txt", "enhanced-codes.txt", "class-codes.txt"}) {
    CAPTURE(name);
    CodeTable table;
    const auto added = table.add(codes::embedded(name), name);
    CHECK_MESSAGE(added.has_value(), (added ? std::string() : added.error().text));
    CHECK(!table.pages().empty());
  }
}

TEST_CASE("every page says what it means, what to do and where it comes from, once") {
  std::set<std::string> seen;
  for (const CodePage& page : CodeTable::builtin().pages()) {
    CAPTURE(page.code);
    CHECK(seen.insert(std::string(page.code)).second);
    CHECK(!page.name.empty());
    CHECK(!page.source.empty());
    CHECK(page.means.ends_with('.'));
    CHECK(page.todo.ends_with('.'));
    CHECK(base::is_printable(page.means));
  }
}

TEST_CASE("a reply code has its own page, or that of its first digit") {
  CHECK(CodeTable::builtin().reply(550)->name == "mailbox unavailable");
  CHECK(CodeTable::builtin().reply(599)->name == "refused");
  CHECK(CodeTable::builtin().reply(700) == nullptr);
}

TEST_CASE("a provider's code comes before the registry's") {
  const CodeTable& table = CodeTable::builtin();
  CHECK(table.enhanced({5, 7, 26})->name == "not authenticated");
  CHECK(table.enhanced({5, 7, 620})->name == "address banned");
  CHECK(table.enhanced({5, 4, 1})->source == "Exchange Online, RFC 3463");
  CHECK(table.enhanced({4, 4, 1})->name == "no answer from host");
  CHECK(table.enhanced({5, 9, 9}) == nullptr);
}

TEST_CASE("a pattern finds the pages it names") {
  const CodeTable& table = CodeTable::builtin();
  CHECK(table.find("550").size() == 1);
  CHECK(table.find("55x").size() == table.find("55X").size());
  CHECK(table.find("4xx").size() > 10);
  CHECK(table.find("5.7.26").size() == 1);
  CHECK(table.find("5.7.620").front()->code == "5.7.606-649");
  CHECK(table.find("5.7.*").size() > 40);
  CHECK(table.find("nonsense").empty());
}

TEST_CASE("retry and suppression follow from the class unless the page says more") {
  const CodePage& full = *CodeTable::builtin().enhanced({5, 2, 2});
  CHECK(full.retry_for(4) == codes::Retry::later);
  CHECK(full.retry_for(5) == codes::Retry::after_change);
  CHECK(full.suppress_for(5) == codes::Suppress::soft);
  const CodePage& unknown = *CodeTable::builtin().enhanced({5, 1, 1});
  CHECK(unknown.retry_for(5) == codes::Retry::never);
  CHECK(unknown.suppress_for(5) == codes::Suppress::hard);
  CHECK(unknown.suppress_for(4) == codes::Suppress::soft);
  CHECK(unknown.suppress_for(2) == codes::Suppress::no);
}

TEST_CASE("a field that no page has is an error with its place") {
  CodeTable table;
  const auto added = table.add("550 x\n  who: the cat\n", "my.txt");
  REQUIRE_FALSE(added);
  CHECK(added.error().text == "my.txt:1: 550: bad field who: the cat");
}

TEST_CASE("what a pattern names stands in the order of numbers, whoever defines it") {
  std::string all;
  for (const codes::CodePage* page : codes::CodeTable::builtin().find("5.5.*"))
    all += std::string(page->code) + " ";
  CHECK(all == "X.5.0 X.5.1 X.5.2 X.5.3 X.5.4 X.5.5 X.5.6 ");
}
