#include "policy/reverse_names.h"

#include <algorithm>

#include "policy/names.h"
#include "policy/spf_questions.h"

namespace policy {
namespace {

using dns::Answer;
using dns::Question;
using dns::Type;

void take_names(MailAddress& address, const Answer& answer) {
  address.looked_up = true;
  address.reverse_aliases = answer.aliases;
  if (is_trouble(answer.status))
    address.trouble = dns::explain(answer, Type::ptr, reverse_name(address.ip));
  for (const dns::Record& record : answer.records)
    if (address.names.size() < kMaxReverseNames) address.names.push_back({.name = record.host});
}

void look_up_names(dns::Resolver& resolver, const std::vector<MailAddress*>& addresses,
                   base::Deadline deadline) {
  std::vector<Question> questions;
  for (const MailAddress* address : addresses)
    questions.push_back({reverse_name(address->ip), Type::ptr});
  const auto answers = resolver.ask_all(questions, deadline);
  for (std::size_t i = 0; i < addresses.size(); ++i) take_names(*addresses[i], answers[i]);
}

bool has_address(const Answer& answer, const net::IpAddress& ip) {
  return std::ranges::any_of(answer.records,
                             [&](const dns::Record& record) { return record.ip == ip; });
}

void lead_names_back(dns::Resolver& resolver, const std::vector<MailAddress*>& addresses,
                     base::Deadline deadline) {
  std::vector<Question> questions;
  for (const MailAddress* address : addresses)
    for (const ReverseName& name : address->names)
      questions.push_back({name.name, address->ip.is_v6() ? Type::aaaa : Type::a});
  const auto answers = resolver.ask_all(questions, deadline);
  std::size_t next = 0;
  for (MailAddress* address : addresses)
    for (ReverseName& name : address->names) {
      const Question& question = questions[next];
      const Answer& answer = answers[next++];
      name.leads_back = has_address(answer, address->ip);
      if (is_trouble(answer.status))
        address->trouble = dns::explain(answer, question.type, question.name);
    }
}

}  // namespace

void look_up_reverse_names(dns::Resolver& resolver, const std::vector<MailAddress*>& addresses,
                           base::Deadline deadline) {
  look_up_names(resolver, addresses, deadline);
  lead_names_back(resolver, addresses, deadline);
}

}  // namespace policy
