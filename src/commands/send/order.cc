// The order of options in which it counts.
#include <algorithm>
#include <array>

#include "commands/send/options.h"

namespace commands {
namespace {

using Kind = AttachWord::Kind;

struct AttachOption {
  Kind kind;
  const char* name;
  std::vector<std::string> SendOptions::*values;
};
constexpr std::array kAttachOptions{
    AttachOption{Kind::type, "--attach-type", &SendOptions::attach_type},
    AttachOption{Kind::name, "--attach-name", &SendOptions::attach_name},
    AttachOption{Kind::body, "--attach-body", &SendOptions::attach_body},
    AttachOption{Kind::file, "--attach", &SendOptions::attach}};

}  // namespace

std::vector<AttachWord> SendOptions::attach_words() const {
  std::vector<AttachWord> words;
  for (const AttachOption& option : kAttachOptions) {
    const auto& values = this->*option.values;
    const auto typed = static_cast<std::size_t>(std::ranges::count(attach_order, option.kind));
    for (std::size_t i = typed; i < values.size(); ++i) words.push_back({option.kind, values[i]});
  }
  std::array<std::size_t, kAttachOptions.size()> next{};
  std::vector<AttachWord> all;
  for (const Kind kind : attach_order) {
    const auto index = static_cast<std::size_t>(kind);
    const auto& values = this->*kAttachOptions.at(index).values;
    const std::size_t at = next.at(index)++;
    if (at < values.size()) all.push_back({kind, values[at]});
  }
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

std::vector<OrderedWord> SendOptions::in_order(std::string_view prefix) const {
  std::map<std::string, std::size_t> next;
  std::vector<OrderedWord> words;
  for (const std::string& name : typed_names) {
    if (!name.starts_with(prefix)) continue;
    const auto found = named.find(name);
    if (found == named.end()) {
      words.push_back({name, ""});  // a mark without a value
    } else if (const std::size_t at = next[name]++; at < found->second.size()) {
      words.push_back({name, found->second[at]});
    }
  }
  for (const auto& [name, values] : named)
    for (std::size_t i = next[name]; i < values.size() && name.starts_with(prefix); ++i)
      words.push_back({name, values[i]});
  return words;
}

void note_order(const CLI::App& app, SendOptions& options) {
  for (const CLI::Option* option : app.parse_order()) {
    const std::string name = option->get_lnames().empty() ? "" : option->get_lnames().front();
    if (options.named.contains(name) || name == "xclient-delim")
      options.typed_names.push_back(name);
  }
  for (const CLI::Option* option : app.parse_order())
    for (const AttachOption& one : kAttachOptions)
      if (option->check_name(one.name)) options.attach_order.push_back(one.kind);
}

}  // namespace commands
