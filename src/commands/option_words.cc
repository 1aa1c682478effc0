#include "commands/option_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "commands/send/stop.h"
#include "message/sample.h"
#include "probe/checks.h"
#include "smtp/auth_mechanisms.h"

namespace commands {
namespace {

std::string joined(const std::vector<std::string_view>& words) {
  return fmt::format("{}", fmt::join(words, " "));
}

std::string mechanisms() {
  std::vector<std::string_view> names;
  for (const smtp::Mechanism& mechanism : smtp::mechanisms()) names.push_back(mechanism.name);
  return joined(names);
}

std::string samples() {
  std::vector<std::string_view> names;
  const auto all = message::samples();
  for (const message::Sample& sample : all) names.push_back(sample.name);
  return joined(names);
}

std::string checks() {
  std::vector<std::string_view> ids;
  for (const probe::Check* check : probe::all_checks()) ids.push_back(check->id);
  return joined(ids);
}

struct Named {
  std::string_view name;  // the placeholder, or the option where the placeholder says less
  std::string_view words;
  bool is_list = false;
};
constexpr std::array kWords{
    Named{"WHEN", "auto always never"},
    Named{"KIND", "auto text mail log"},
    Named{"VERDICT", "warn fail"},
    Named{"[LEVEL]", "1 2 3"},
    Named{"FULL|HDRS", "FULL HDRS"},
    Named{"1|2", "1 2"},
    Named{"DIGIT", "2 3 4 5"},
    Named{"--dsn-notify", "NEVER SUCCESS FAILURE DELAY", true},
    Named{"--tls-protocol",
          "tlsv1 tlsv1_1 tlsv1_2 tlsv1_3 no_tlsv1 no_tlsv1_1 no_tlsv1_2 no_tlsv1_3", true},
    Named{"--dkim-canon",
          "simple relaxed simple/simple simple/relaxed relaxed/simple "
          "relaxed/relaxed"},
    Named{"--proxy-family", "TCP4 TCP6 AF_INET AF_INET6 AF_UNIX AF_UNSPEC"},
    Named{"--proxy-protocol", "STREAM DGRAM UNSPEC"},
    Named{"--proxy-command", "PROXY LOCAL"},
};

}  // namespace

OptionWords words_of(const CLI::Option& option) {
  const std::string type = option.get_type_name(), name = option.get_name();
  for (const Named& named : kWords)
    if (named.name == type || named.name == name) return {std::string(named.words), named.is_list};
  if (type == "STAGE") return {fmt::format("{}", fmt::join(stop_words(), " "))};
  if (type == "[MECHANISM,...]") return {mechanisms(), true};
  if (name == "--sample") return {samples()};
  if (type == "CHECK") return {checks()};
  if (type == "CHECK,...") return {checks(), true};
  return {};
}

}  // namespace commands
