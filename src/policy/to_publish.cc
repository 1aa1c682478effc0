#include "policy/to_publish.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"

namespace policy {

bool gets_mail(MailRule rule) {
  switch (rule) {
    case MailRule::mx:
    case MailRule::implicit_mx:
    case MailRule::unknown:
      return true;
    case MailRule::null_mx:
    case MailRule::nowhere:
      return false;
  }
  return true;
}

std::string spf_to_publish(std::string_view domain, MailRule rule) {
  const auto record = [&](std::string_view terms) {
    return fmt::format("publish: {}. IN TXT \"v=spf1 {}\"", domain, terms);
  };
  switch (rule) {
    case MailRule::mx:
    case MailRule::unknown:
      return record("mx ~all");
    case MailRule::implicit_mx:
      return record("a ~all");
    case MailRule::null_mx:
      return record("-all");
    case MailRule::nowhere:
      return record("-all") +
             ", with ip4: and ip6: of what sends for it, if anything does, before -all";
  }
  return record("mx ~all");
}

std::string dmarc_to_publish(std::string_view domain, MailRule rule) {
  if (!gets_mail(rule))
    return fmt::format("publish: _dmarc.{}. IN TXT \"v=DMARC1; p={}\"", domain,
                       rule == MailRule::null_mx ? "reject" : "none");
  return fmt::format("publish: _dmarc.{0}. IN TXT \"v=DMARC1; p=none; rua=mailto:dmarc@{0}\"",
                     domain);
}

std::string tls_rpt_to_publish(std::string_view domain) {
  return fmt::format("publish: _smtp._tls.{0}. IN TXT \"v=TLSRPTv1; rua=mailto:postmaster@{0}\"",
                     domain);
}

std::string unless_alias(std::string line, std::string_view name,
                         const std::vector<std::string>& aliases) {
  if (aliases.empty()) return line;
  return fmt::format("publish it at {}, or replace the CNAME {}: beside it nothing else may stand",
                     base::printable(aliases.back()), base::printable(name));
}

std::string sts_to_publish(std::string_view domain, std::time_t now) {
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  std::array<char, sizeof "20260101000000"> id{};
  const std::size_t size = std::strftime(id.data(), id.size(), "%Y%m%d%H%M%S", &utc);
  return fmt::format("publish: _mta-sts.{}. IN TXT \"v=STSv1; id={};\"", domain,
                     std::string_view(id.data(), size));
}

}  // namespace policy
