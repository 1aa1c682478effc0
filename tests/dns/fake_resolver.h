// A Resolver that knows a table of answers. Needs no network.
//
//   dns::FakeResolver dns;
//   dns.mx("example.com", 10, "mx1.example.com").address("mx1.example.com", "192.0.2.1");
//   dns.fails("broken.example", dns::Type::mx, dns::Status::server_failure);
//
// A name that stands nowhere in the table is no_name; one that lacks the asked type is no_data.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "dns/last_dot.h"
#include "dns/resolver.h"

namespace dns {

class FakeResolver : public Resolver {
 public:
  FakeResolver& address(const std::string& name, const std::string& ip) {
    Record record;
    record.ip = net::IpAddress::parse(ip).value();
    return add(name, record.ip.is_v6() ? Type::aaaa : Type::a, record);
  }
  FakeResolver& mx(const std::string& name, std::uint16_t preference, const std::string& host) {
    Record record;
    record.preference = preference;
    record.host = host;
    return add(name, Type::mx, record);
  }
  FakeResolver& txt(const std::string& name, const std::string& text) {
    Record record;
    record.text = text;
    return add(name, Type::txt, record);
  }
  FakeResolver& tlsa(const std::string& name, const std::string& bytes) {
    Record record;
    record.data = bytes;
    return add(name, Type::tlsa, record);
  }
  FakeResolver& ptr(const std::string& name, const std::string& host) {
    Record record;
    record.host = host;
    return add(name, Type::ptr, record);
  }
  // Any other record, or one with a TTL of its own.
  FakeResolver& add(const std::string& name, Type type, Record record) {
    record.name = base::to_lower(name);
    record.type = type;
    Answer& answer = answers_[{record.name, type}];
    answer.status = Status::data;
    answer.records.push_back(std::move(record));
    return *this;
  }
  FakeResolver& cname(const std::string& name, const std::string& target) {
    aliases_[base::to_lower(name)] = base::to_lower(target);
    return *this;
  }
  FakeResolver& fails(const std::string& name, Type type, Status status) {
    answers_[{base::to_lower(name), type}].status = status;
    return *this;
  }
  // Every answer about `name` is DNSSEC-validated.
  FakeResolver& authentic(const std::string& name) {
    authentic_.insert(base::to_lower(name));
    return *this;
  }

  Answer ask(std::string_view name, Type type, base::Deadline) override {
    asked.push_back(std::string(type_name(type)) + " " + std::string(name));
    std::string owner = base::to_lower(name);
    std::vector<std::string> chain;
    for (auto next = aliases_.find(owner); next != aliases_.end() && type != Type::cname;
         next = aliases_.find(owner))
      chain.push_back(owner = next->second);
    Answer answer = answer_for(owner, type);
    answer.aliases = std::move(chain);
    answer.authentic = authentic_.contains(base::to_lower(name));
    return answer;
  }

  base::Result<std::vector<net::IpAddress>> addresses(std::string_view host, net::Family family,
                                                      base::Deadline deadline) override {
    if (const auto ip = net::IpAddress::parse(host)) return std::vector{*ip};
    return ask_addresses(*this, without_last_dot(host), family, deadline);
  }

  std::vector<std::string> asked;  // "MX example.com", in the order of the questions

 private:
  Answer answer_for(const std::string& owner, Type type) const {
    const auto found = answers_.find({owner, type});
    if (found != answers_.end()) return found->second;
    Answer none;
    const auto any = answers_.lower_bound({owner, Type::a});
    const bool known = any != answers_.end() && any->first.first == owner;
    none.status = known ? Status::no_data : Status::no_name;
    return none;
  }

  std::map<std::pair<std::string, Type>, Answer> answers_;
  std::map<std::string, std::string> aliases_;
  std::set<std::string> authentic_;
};

}  // namespace dns
