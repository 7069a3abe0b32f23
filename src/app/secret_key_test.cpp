#include "app/secret_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>
#include <thread>

#include "app/testing.h"

namespace narvi::app {
namespace {

SystemRandom random_source;

unsigned mode_of(const std::string& path) {
  struct stat status {};
  EXPECT_EQ(stat(path.c_str(), &status), 0);
  return status.st_mode & 07777;
}

std::string key_or_problem(const Result<KeyFile, SettingProblem>& result) {
  return result ? result->key.reveal() : describe(result.error());
}

TEST(SecretKey, IsMadeOnceWithMode0600) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("narvi.secret");
  umask(0);
  const auto first = read_or_create_key(path, random_source);
  umask(022);
  ASSERT_TRUE(first) << describe(first.error());
  EXPECT_TRUE(first->created);
  EXPECT_EQ(first->key.reveal().size(), 50u);
  EXPECT_EQ(mode_of(path), 0600u);
  EXPECT_EQ(directory.read("narvi.secret"), first->key.reveal() + "\n");
  const auto second = read_or_create_key(path, random_source);
  ASSERT_TRUE(second);
  EXPECT_FALSE(second->created);
  EXPECT_EQ(second->key.reveal(), first->key.reveal());
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory.file("")), {}), 1)
      << "drafts are left behind";
}

TEST(SecretKey, ProcessesThatStartAtOnceAgree) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("narvi.secret");
  std::vector<pid_t> children;
  for (int i = 0; i < 16; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      const auto key = read_or_create_key(path, random_source);
      directory.write("seen." + std::to_string(i),
                      key_or_problem(key) + (key && key->created ? " created" : ""));
      _exit(0);
    }
    children.push_back(child);
  }
  std::set<std::string> keys;
  int created = 0;
  for (int i = 0; i < 16; ++i) {
    ASSERT_EQ(waitpid(children[static_cast<std::size_t>(i)], nullptr, 0),
              children[static_cast<std::size_t>(i)]);
    std::string seen = directory.read("seen." + std::to_string(i));
    created += seen.ends_with(" created") ? 1 : 0;
    keys.insert(seen.substr(0, seen.find(' ')));
  }
  EXPECT_EQ(keys.size(), 1u);
  EXPECT_EQ(keys.begin()->size(), 50u);
  EXPECT_EQ(created, 1);
}

TEST(SecretKey, AFileOpenToOthersStopsTheStart) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("narvi.secret", "sesame\n");
  for (const unsigned mode : {0640u, 0604u, 0644u, 0660u, 0601u}) {
    ASSERT_EQ(chmod(path.c_str(), mode), 0);
    const auto key = read_or_create_key(path, random_source);
    ASSERT_FALSE(key);
    EXPECT_THAT(key.error().message, testing::HasSubstr("is open to other users (mode 06"));
    EXPECT_EQ(key.error().mend, "chmod 600 " + path);
    EXPECT_EQ(key.error().origin, path);
  }
  for (const unsigned mode : {0600u, 0400u}) {
    ASSERT_EQ(chmod(path.c_str(), mode), 0);
    EXPECT_EQ(key_or_problem(read_or_create_key(path, random_source)), "sesame");
  }
}

TEST(SecretKey, FilesThatAreNoKeys) {
  const TemporaryDirectory directory;
  const std::string empty = directory.write("empty", " \n");
  chmod(empty.c_str(), 0600);
  EXPECT_THAT(key_or_problem(read_or_create_key(empty, random_source)),
              testing::HasSubstr("is empty\n  mend: put the key into it, or remove it"));
  const std::string folder = directory.file("folder");
  mkdir(folder.c_str(), 0700);
  EXPECT_THAT(key_or_problem(read_or_create_key(folder, random_source)),
              testing::HasSubstr("is not a regular file"));
  const std::string fifo = directory.file("fifo");
  mkfifo(fifo.c_str(), 0600);
  EXPECT_THAT(key_or_problem(read_or_create_key(fifo, random_source)),
              testing::HasSubstr("is not a regular file"));
  EXPECT_THAT(
      key_or_problem(read_or_create_key(directory.file("nowhere/narvi.secret"), random_source)),
      testing::HasSubstr("cannot be made: No such file or directory\n  mend: name a file in a directory"));
}

TEST(SecretKey, WhereItIs) {
  const Settings plain = settings_from("");
  EXPECT_EQ(secret_key_path(plain, ""), "narvi.secret");
  EXPECT_EQ(secret_key_path(plain, "narvi.toml"), "narvi.secret");
  EXPECT_EQ(secret_key_path(plain, "/etc/narvi/narvi.toml"), "/etc/narvi/narvi.secret");
  const Settings elsewhere = settings_from("[database]\nurl = \"sqlite:/var/lib/narvi/narvi.db\"\n");
  EXPECT_EQ(secret_key_path(elsewhere, ""), "/var/lib/narvi/narvi.secret");
  EXPECT_EQ(secret_key_path(elsewhere, "conf/narvi.toml"), "conf/narvi.secret");
  const Settings named = settings_from("[security]\nsecret_key_file = \"/run/key\"\n");
  EXPECT_EQ(secret_key_path(named, "/etc/narvi/narvi.toml"), "/run/key");
}

TEST(SecretKey, IsPutIntoTheSettingsAndToldOnce) {
  const TemporaryDirectory directory;
  const std::string config = directory.file("narvi.toml");
  Settings settings = settings_from("");
  const auto told = complete_secret_key(settings, config, random_source);
  ASSERT_TRUE(told);
  EXPECT_EQ(*told, "a secret key was made and written to " + directory.file("narvi.secret") +
                       "; keep it: sessions and tokens depend on it");
  EXPECT_EQ(settings.secret("security", "secret_key").reveal().size(), 50u);
  EXPECT_EQ(settings.origin("security", "secret_key"), directory.file("narvi.secret"));
  Settings again = settings_from("");
  EXPECT_EQ(complete_secret_key(again, config, random_source).value_or("?"), "");
  EXPECT_EQ(again.secret("security", "secret_key").reveal(),
            settings.secret("security", "secret_key").reveal());
}

TEST(SecretKey, AGivenKeyIsKept) {
  const TemporaryDirectory directory;
  Settings settings = settings_from("[security]\nsecret_key = \"given\"\n");
  EXPECT_EQ(complete_secret_key(settings, directory.file("narvi.toml"), random_source).value_or("?"), "");
  EXPECT_EQ(settings.secret("security", "secret_key").reveal(), "given");
  EXPECT_FALSE(std::filesystem::exists(directory.file("narvi.secret")));
}

}  // namespace
}  // namespace narvi::app
