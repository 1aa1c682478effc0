#include "policy/spf_lint.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace policy {
namespace {

constexpr std::size_t kLongRecord = 450;  // RFC 7208 section 3.4
constexpr unsigned kWidePrefix4 = 8, kWidePrefix6 = 16;

class SpfLint {
 public:
  SpfLint(std::string_view text, const SpfRecord& record) : text_(text), record_(record) {}

  SpfLints run(bool included) {
    check_directives();
    check_end(included);
    check_unknown_modifiers();
    if (text_.size() > kLongRecord)
      add(Level::hint, {},
          fmt::format(
              "the record has {} bytes, and above 450 an answer may not fit into a datagram",
              text_.size()),
          "move a part of it into an include");
    return std::move(lints_);
  }

 private:
  void add(Level level, std::optional<std::size_t> column, std::string text, std::string fix) {
    lints_.findings.push_back({level, std::move(text), std::move(fix), column});
  }

  // A finding that this change mends.
  void mend(Level level, std::optional<std::size_t> column, std::string text, std::string fix,
            Splice change) {
    lints_.changes.push_back({lints_.findings.size(), std::move(change)});
    add(level, column, std::move(text), std::move(fix));
  }

  void to_the_end(Level level, const SpfDirective& end, std::size_t column, std::string text) {
    mend(level, column, std::move(text),
         fmt::format("put {} at the end", base::printable(end.text)),
         without_spf_term(end.column, end.text));
    const bool too_mild =
        end.qualifier == SpfQualifier::pass || end.qualifier == SpfQualifier::neutral;
    lints_.changes.push_back(
        {lints_.findings.size() - 1, at_end(too_mild ? " ~all" : " " + end.text)});
  }

  Splice at_end(std::string what) const {
    return {text_.find_last_not_of(' ') + 1, 0, std::move(what)};
  }

  const SpfDirective* all() const {
    const auto found =
        std::ranges::find(record_.directives, SpfMechanism::all, &SpfDirective::mechanism);
    return found == record_.directives.end() ? nullptr : &*found;
  }

  void check_directives() {
    for (const SpfDirective& directive : record_.directives) {
      check_passing(directive);
      if (directive.mechanism == SpfMechanism::ptr)
        add(Level::warn, directive.column,
            "ptr is slow, and large receivers do not ask for it (RFC 7208 section 5.5)",
            fmt::format("replace {} by ip4: and ip6:", base::printable(directive.text)));
    }
  }

  void check_passing(const SpfDirective& directive) {
    if (directive.qualifier != SpfQualifier::pass) return;
    const std::string shown = base::printable(directive.text);
    if (directive.mechanism == SpfMechanism::all)
      return mend(Level::fail, directive.column, fmt::format("{} lets everybody send", shown),
                  "write ~all in its place, later -all",
                  {directive.column, directive.text.size(), "~all"});
    // A prefix that a term does not have is as long as an address.
    if (directive.prefix4 == 0 || directive.prefix6 == 0)
      return add(Level::fail, directive.column,
                 fmt::format("{} lets everybody send over {}", shown,
                             directive.prefix4 == 0 ? "IPv4" : "IPv6"),
                 "name only the networks that send");
    if (directive.prefix4 < kWidePrefix4 || directive.prefix6 < kWidePrefix6)
      add(Level::warn, directive.column,
          fmt::format("{} lets a large part of the Internet send", shown),
          "name only the networks that send");
  }

  void check_end(bool included) {
    const SpfDirective* end = all();
    if (!end) return included ? void() : check_open_end();
    if (end != &record_.directives.back()) check_behind(*end);
    if (record_.redirect)
      mend(Level::warn, record_.redirect->column,
           fmt::format("{} is ignored, for {} matches everybody",
                       base::printable(record_.redirect->text), base::printable(end->text)),
           fmt::format("remove {}", base::printable(record_.redirect->text)),
           without_spf_term(record_.redirect->column, record_.redirect->text));
    if (end->qualifier == SpfQualifier::neutral && !included)
      mend(Level::hint, end->column, "?all says nothing about who may not send",
           "write ~all in its place, later -all", {end->column, 1, "~"});
  }

  void check_behind(const SpfDirective& end) {
    const SpfDirective& behind = *(&end + 1);
    std::string text = fmt::format("{} is never tried, for {} matches everybody",
                                   base::printable(behind.text), base::printable(end.text));
    if (has_another_all(&end)) {
      lints_.owner_decides = true;
      return add(Level::warn, behind.column, std::move(text),
                 "keep one of the two, the one that is meant, and put it at the end");
    }
    to_the_end(Level::warn, end, behind.column, std::move(text));
  }

  // Then the order of the two decides what happens, and today the first one does.
  bool has_another_all(const SpfDirective* end) const {
    return std::any_of(end + 1, &record_.directives.back() + 1, [](const SpfDirective& directive) {
      return directive.mechanism == SpfMechanism::all;
    });
  }

  void check_open_end() {
    if (record_.redirect) return;
    mend(Level::warn, {}, "there is no \"all\" at the end, so whoever is not named gets neutral",
         "add ~all at the end", at_end(" ~all"));
  }

  void check_unknown_modifiers() {
    for (const SpfModifier& modifier : record_.unknown) {
      const std::string shown = base::printable(modifier.text);
      if (base::equal_ignoring_case(modifier.text, "v=spf1")) {
        lints_.owner_decides = lints_.holds_another = true;
        add(Level::fail, modifier.column, "a second record begins inside this one",
            fmt::format("merge them into one, without the second {}", shown));
        continue;
      }
      const bool meant = modifier.name == "ip4" || modifier.name == "ip6" ||
                         modifier.name == "include" || modifier.name == "a" ||
                         modifier.name == "mx" || modifier.name == "exists";
      const std::string right = fmt::format("{}:{}", modifier.name, modifier.value.text);
      mend(
          meant ? Level::fail : Level::hint, modifier.column,
          fmt::format("{} is a modifier that nobody knows, and is ignored", shown),
          meant ? fmt::format("write {}", base::printable(right)) : fmt::format("remove {}", shown),
          meant ? Splice{modifier.column, modifier.text.size(), right}
                : without_spf_term(modifier.column, modifier.text));
    }
  }

  std::string_view text_;
  const SpfRecord& record_;
  SpfLints lints_;
};

}  // namespace

Splice without_spf_term(std::size_t column, std::string_view term) {
  return {column - 1, term.size() + 1, {}};
}

SpfLints lint_spf(std::string_view text, const SpfRecord& record, bool included) {
  return SpfLint(text, record).run(included);
}

}  // namespace policy
