#include "codes/verdict_page.h"

#include "codes/embedded.h"

namespace codes {
namespace {

const CodeTable& rule_pages() {
  static const CodeTable table = [] {
    CodeTable pages;
    // A table that does not parse stops the unit tests; what it holds so far still answers.
    static_cast<void>(pages.add(embedded("rule-pages.txt"), "rule-pages.txt"));
    return pages;
  }();
  return table;
}

// A registered code names a kind of trouble, as a reason does; a provider's own a case of it.
const CodePage* providers_page_of(const Verdict& verdict) {
  if (!verdict.status) return nullptr;
  const CodePage* page = CodeTable::builtin().enhanced(*verdict.status);
  const bool same = page != nullptr && page->reason == verdict.reason;
  return same && !page->source.starts_with("RFC") ? page : nullptr;
}

}  // namespace

const CodePage* own_page_of(const Verdict& verdict) {
  constexpr std::string_view kByRule = "rule ";
  constexpr std::string_view kByAction = "action/";
  const std::string_view by = verdict.decided_by;
  if (by.starts_with(kByAction)) return rule_pages().named(by);
  return by.starts_with(kByRule) ? rule_pages().named(by.substr(kByRule.size())) : nullptr;
}

const CodePage& page_of_own_trouble() { return *rule_pages().named("log/own-trouble"); }

const CodePage& page_of(const Verdict& verdict) {
  if (const CodePage* own = own_page_of(verdict)) return *own;
  if (const CodePage* page = providers_page_of(verdict)) return *page;
  return *CodeTable::reasons().named(verdict.reason);
}

}  // namespace codes
