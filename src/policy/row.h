// What a domain publishes about mail, topic by topic, and the verdict on each.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/finding.h"

namespace policy {

// The worse, the later. `unknown`: the DNS did not tell.
enum class Verdict { pass, hint, unknown, warn, fail };
std::string_view verdict_name(Verdict verdict);  // "hint"
Verdict verdict_of(Level level);

enum class Topic {
  mx,
  ptr,
  spf,
  dkim,
  dmarc,
  mta_sts,
  tls_rpt,
  dane,
  dnssec,
  caa,
  bimi,
  srv,
  dnsbl,
  senders,
};

struct TopicPage {
  Topic topic{};
  std::string_view name;     // "mta-sts": the row's name in every output and in --only
  std::string_view purpose;  // one sentence, for --explain
};
std::span<const TopicPage> topic_pages();  // in the order of the enum
const TopicPage& page_of(Topic topic);
std::optional<Topic> topic_named(std::string_view name);

struct Row {
  Topic topic{};
  std::string summary;                 // what there is, one line, safe to print
  std::vector<Finding> findings{};     // the worst first
  std::vector<std::string> trouble{};  // what the DNS did not tell, a line each
  std::vector<std::string> details{};  // what only --all shows, a line each

  // The worst of its findings; with trouble at least unknown.
  Verdict verdict() const;

  // A line of details with the CNAMEs that led on from `name`; none where there was none.
  void tell_aliases(std::string_view name, const std::vector<std::string>& aliases);
};

}  // namespace policy
