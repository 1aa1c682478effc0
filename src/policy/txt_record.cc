#include "policy/txt_record.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace policy {

std::vector<std::string> texts_of_kind(const dns::Answer& answer, IsOfKind is_of_kind) {
  std::vector<std::string> texts;
  for (const dns::Record& record : answer.records)
    if (is_of_kind(record.text)) texts.push_back(record.text);
  std::ranges::sort(texts);
  return texts;
}

TxtRecord find_txt(dns::Resolver& resolver, std::string name, IsOfKind is_of_kind,
                   base::Deadline deadline) {
  const dns::Answer answer = resolver.ask(name, dns::Type::txt, deadline);
  TxtRecord found;
  found.status = answer.status;
  found.aliases = answer.aliases;
  found.texts = texts_of_kind(answer, is_of_kind);
  for (const dns::Record& record : answer.records)
    if (!is_of_kind(record.text)) found.others.push_back(base::printable(record.text));
  if (!answer.records.empty()) found.ttl = answer.records.front().ttl;
  switch (answer.status) {
    case dns::Status::data:
    case dns::Status::no_data:
    case dns::Status::no_name:
      break;
    case dns::Status::server_failure:
    case dns::Status::refused:
    case dns::Status::timeout:
    case dns::Status::malformed:
      found.trouble = dns::explain(answer, dns::Type::txt, name);
  }
  found.name = std::move(name);
  return found;
}

}  // namespace policy
