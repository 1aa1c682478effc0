#include "policy/row.h"

#include <algorithm>
#include <array>

#include "base/result.h"
#include "base/text.h"

namespace policy {
namespace {

constexpr std::array kPages{
    TopicPage{Topic::mx, "mx", "where mail for the domain goes, and whether it can get there"},
    TopicPage{Topic::ptr, "ptr",
              "the reverse names of the mail hosts: receivers distrust a host whose address has "
              "no name, or one that does not lead back"},
    TopicPage{Topic::spf, "spf", "which hosts may send mail in the domain's name (RFC 7208)"},
    TopicPage{Topic::dkim, "dkim",
              "the public keys that receivers check the domain's signatures with (RFC 6376)"},
    TopicPage{Topic::dmarc, "dmarc",
              "what receivers do with mail that neither SPF nor DKIM vouches for (RFC 9989)"},
    TopicPage{Topic::mta_sts, "mta-sts",
              "that senders must use verified TLS to these hosts, told over HTTPS (RFC 8461)"},
    TopicPage{Topic::tls_rpt, "tls-rpt",
              "where senders report that TLS to the domain's hosts failed (RFC 8460)"},
    TopicPage{Topic::dane, "dane", "the certificates of the mail hosts, told by DNSSEC (RFC 7672)"},
    TopicPage{Topic::dnssec, "dnssec",
              "whether the domain's answers are signed, which DANE needs (RFC 9364)"},
    TopicPage{
        Topic::caa, "caa",
        "which authorities may issue certificates for the domain and its mail hosts (RFC 8659)"},
    TopicPage{Topic::bimi, "bimi", "the logo that mailbox providers show beside the mail"},
    TopicPage{Topic::srv, "srv",
              "which servers a mail program sets up for the domain's users (RFC 6186, 8314)"},
    TopicPage{Topic::dnsbl, "dnsbl",
              "whether a mail host's address stands on a block list (RFC 5782)"},
    TopicPage{Topic::senders, "sender-check",
              "what Gmail and Yahoo demand of who sends more than 5,000 messages a day"},
};
static_assert(base::in_order_of_enum(kPages, &TopicPage::topic, Topic::senders));

}  // namespace

std::string_view verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::hint:
      return "hint";
    case Verdict::unknown:
      return "unknown";
    case Verdict::warn:
      return "warn";
    case Verdict::fail:
      return "fail";
  }
  return "";
}

Verdict verdict_of(Level level) {
  switch (level) {
    case Level::hint:
      return Verdict::hint;
    case Level::warn:
      return Verdict::warn;
    case Level::fail:
      return Verdict::fail;
  }
  return Verdict::fail;
}

std::span<const TopicPage> topic_pages() { return kPages; }

const TopicPage& page_of(Topic topic) { return kPages.at(static_cast<std::size_t>(topic)); }

std::optional<Topic> topic_named(std::string_view name) {
  const auto found = std::ranges::find(kPages, name, &TopicPage::name);
  if (found == kPages.end()) return std::nullopt;
  return found->topic;
}

Verdict Row::verdict() const {
  Verdict worst = trouble.empty() ? Verdict::pass : Verdict::unknown;
  for (const Finding& finding : findings) worst = std::max(worst, verdict_of(finding.level));
  return worst;
}

void Row::tell_aliases(std::string_view name, const std::vector<std::string>& aliases) {
  if (aliases.empty()) return;
  std::string line = base::printable(name);
  for (const std::string& alias : aliases) line += " -> " + base::printable(alias);
  details.push_back(line + " (CNAME)");
}

}  // namespace policy
