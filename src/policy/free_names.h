// Names for hosts that a domain is told to publish: beside a CNAME a zone that has more is refused.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/deadline.h"
#include "dns/resolver.h"
#include "policy/mail_routing.h"

namespace policy {

// All refer to what they are made of.
class FreeNames {
 public:
  static constexpr std::size_t kMaxQuestions = 20;

  // `max_questions` 0: nobody reads the names, so that none is asked for.
  FreeNames(dns::Resolver& resolver, const MailRouting& routing, base::Deadline deadline,
            std::size_t max_questions = kMaxQuestions)
      : resolver_(resolver),
        routing_(routing),
        deadline_(deadline),
        max_questions_(max_questions) {}

  // "mx2.example.com" for "mx" from 2 on, or mx3, mx4, ...: the first below the domain that the DNS
  // says to be of nobody, that is no MX host, and that was not given before. Asks for each of them.
  // Nothing when the DNS does not tell, and after the last question.
  std::optional<std::string> next(std::string_view word, int number);

 private:
  bool is_mail_host(std::string_view name) const;

  dns::Resolver& resolver_;
  const MailRouting& routing_;
  base::Deadline deadline_;
  std::size_t max_questions_;
  std::set<std::string> looked_at_;
  bool told_ = true;
};

}  // namespace policy
