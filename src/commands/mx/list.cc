#include "commands/mx/list.h"

#include <limits>
#include <mutex>

#include "commands/complain.h"
#include "commands/https_fetch.h"
#include "commands/lists/list_reader.h"
#include "commands/mx/domain_name.h"
#include "commands/pool.h"
#include "dns/cache.h"
#include "report/count_progress.h"
#include "report/json_mx.h"
#include "report/mx_text.h"

namespace commands {
namespace {

// So many domains are asked about together; more would keep the first answer waiting.
constexpr std::size_t kMostTogether = 50;

class List {
 public:
  List(const MxOptions& options, const MxPlan& plan, Env& env)
      : options_(options),
        plan_(plan),
        env_(env),
        names_(options.domains, env.in),
        progress_(env.err, "domains") {}

  Exit run() {
    for (std::uint64_t i = 0; i < options_.jobs; ++i) {
      auto resolver = mx_resolver(options_, plan_, env_);
      if (!resolver) return complain(env_, "mx", resolver.error());
      resolvers_.push_back(std::move(*resolver));
    }
    work_through(std::numeric_limits<std::size_t>::max(), resolvers_.size(),
                 [this](std::size_t, std::size_t worker) { return do_some(*resolvers_[worker]); });
    if (env_.err_is_terminal) progress_.finish();
    return trouble_ ? worse(exit_, complain(env_, "mx", *trouble_)) : exit_;
  }

 private:
  bool do_some(dns::Resolver& asking) {
    const auto names = names_.next(kMostTogether);
    if (!names) {
      const std::lock_guard lock(mutex_);
      trouble_ = names.error();
      return false;
    }
    dns::CachingResolver resolver(asking, cache_);
    const std::vector<std::string> domains = understood(*names);
    policy::ask_ahead(resolver, domains, plan_.wish, plan_.deadline());
    for (const std::string& domain : domains) show(look_at(resolver, domain));
    return !names->empty() && is_read();
  }

  // Nobody reads any more: `ehlo mx @list | head -1`.
  bool is_read() {
    const std::lock_guard lock(mutex_);
    return env_.out.good();
  }

  policy::DomainReport look_at(dns::Resolver& resolver, const std::string& domain) const {
    return policy::look_at_domain(
        resolver, domain, plan_.wish,
        https_fetch(resolver, env_.dialer, options_.tls_ca_path, reach_of(options_.dns_servers)),
        plan_.deadline());
  }

  std::vector<std::string> understood(const std::vector<std::string>& names) {
    std::vector<std::string> domains;
    for (const std::string& name : names) {
      auto domain = domain_to_ask(name);
      if (domain)
        domains.push_back(std::move(*domain));
      else
        refuse(name, domain.error());
    }
    return domains;
  }

  void show(const policy::DomainReport& report) {
    const std::string text =
        options_.brief ? report::short_domain(report, report.domain) : report::json_of(report);
    tell(text, commands::exit_for(report, plan_.fail_on));
    if (!options_.brief) return;
    const std::lock_guard lock(mutex_);
    tell_why_no_hosts(report, env_);
  }

  void refuse(const std::string& name, const base::Error& error) {
    if (!options_.brief) return tell(report::json_of_no_domain(name, error), Exit::data);
    const std::lock_guard lock(mutex_);
    exit_ = worse(exit_, complain(env_, "mx", error));
  }

  void tell(const std::string& text, Exit exit) {
    const std::lock_guard lock(mutex_);
    env_.out << text << std::flush;
    exit_ = worse(exit_, exit);
    if (env_.err_is_terminal) progress_.add();
  }

  const MxOptions& options_;
  const MxPlan& plan_;
  Env& env_;
  ListReader names_;
  dns::Cache cache_;
  std::vector<std::unique_ptr<dns::Resolver>> resolvers_;
  std::mutex mutex_;  // of all below
  report::CountProgress progress_;
  std::optional<base::Error> trouble_;
  Exit exit_ = Exit::ok;
};

}  // namespace

void tell_why_no_hosts(const policy::DomainReport& report, Env& env) {
  const std::string why = report::why_no_hosts(report);
  if (!why.empty())
    (void)complain(env, "mx", {base::ErrorKind::no_host, base::Stage::resolve, why});
}

Exit look_at_list(const MxOptions& options, const MxPlan& plan, Env& env) {
  return List(options, plan, env).run();
}

}  // namespace commands
