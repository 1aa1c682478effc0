#include "commands/codes/look_up.h"

#include <fmt/format.h>

#include <sstream>
#include <vector>

#include "base/text.h"
#include "codes/code_table.h"
#include "codes/enhanced.h"

namespace commands {
namespace {

using base::Result;
using codes::CodePage;
using codes::CodeTable;

bool has_words(const CodePage& page, const std::string& search) {
  std::string all;
  for (std::string_view part : {page.code, page.name, page.means, page.todo, page.loosely,
                                page.causes, page.source, page.stage}) {
    all += base::to_lower(part) + "\n";
  }
  std::istringstream words(base::to_lower(search));
  for (std::string word; words >> word;) {
    if (all.find(word) == std::string::npos) return false;
  }
  return true;
}

bool wanted(const CodesOptions& options, const CodePage& page) {
  const bool of_class = options.klass == 0 || codes::class_of(page.code) == options.klass;
  const bool of_reason = options.reason.empty() || page.reason == options.reason;
  return of_class && of_reason && has_words(page, options.search);
}

Result<void> unknown_reason(const std::string& reason) {
  std::vector<std::string> names;
  for (const CodePage& page : CodeTable::reasons().pages()) names.emplace_back(page.code);
  const auto near = base::nearest(reason, names);
  return base::fail(base::ErrorKind::parse,
                    fmt::format("--reason: no reason is called '{}'{}", base::printable(reason),
                                near ? fmt::format(", did you mean '{}'?", *near) : ""));
}

}  // namespace

bool asks_for_pages(const CodesOptions& options) {
  return options.list || !options.search.empty() || !options.reason.empty() ||
         (options.klass != 0 && options.what.empty());
}

Result<void> look_up(const CodesOptions& options, CodesOutput& output) {
  bool found = false;
  const auto show = [&](const CodePage& page) {
    output.list(page);
    found = true;
  };
  if (!options.reason.empty() && CodeTable::reasons().named(options.reason) == nullptr)
    return unknown_reason(options.reason);
  for (const CodePage& page : CodeTable::reasons().pages()) {
    const bool named = page.code == options.reason;
    const bool searched =
        !options.search.empty() && options.klass == 0 && has_words(page, options.search);
    if (named || (searched && options.reason.empty())) show(page);
  }
  for (const CodePage& page : CodeTable::builtin().pages()) {
    if (wanted(options, page)) show(page);
  }
  if (!found) output.note_unanswered();
  return {};
}

bool show_codes(const std::string& what, CodesOutput& output) {
  const CodeTable& table = CodeTable::builtin();
  const auto number = base::parse_number(what, 999);
  if (number && what.size() == 3) {
    const CodePage* page = table.reply(static_cast<int>(*number));
    if (page != nullptr) output.show(*page, what);
    return page != nullptr;
  }
  if (const auto status = codes::parse_enhanced(what)) {
    const CodePage* page = table.enhanced(*status);
    if (page == nullptr) page = table.subject(status->subject);
    output.show(page ? *page : *table.klass(status->klass), what);
    return true;
  }
  if (const CodePage* page = CodeTable::reasons().named(what)) {
    output.show(*page, what);
    return true;
  }
  const bool is_pattern = what.find_first_of("xX*?") != what.npos && what.size() <= 12 &&
                          what.find_first_of("0123456789") != what.npos;
  const auto found = is_pattern ? table.find(what) : std::vector<const CodePage*>{};
  for (const CodePage* page : found) {
    output.list(*page);
  }
  return !found.empty();
}

}  // namespace commands
