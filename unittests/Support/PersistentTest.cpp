//===- PersistentTest.cpp - Lists and maps that are cheap to copy ---------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/AppendList.h"
#include "imgc/Support/PersistentMap.h"

#include "gtest/gtest.h"

#include <map>
#include <random>

using namespace imgc;

static std::vector<int> toVector(const AppendList<int> &list) {
  std::vector<int> result;
  for (const int *value : list.getElements())
    result.push_back(*value);
  return result;
}

TEST(AppendListTest, CopiesGrowApart) {
  AppendList<int> base;
  base.push_back(1);
  AppendList<int> left = base, right = base;
  left.push_back(2);
  right.push_back(3);
  right.push_back(4);
  base = {};
  EXPECT_TRUE(base.empty());
  EXPECT_EQ(toVector(left), (std::vector{1, 2}));
  EXPECT_EQ(toVector(right), (std::vector{1, 3, 4}));
  left = std::move(right);
  EXPECT_EQ(left.size(), 3u);
  EXPECT_TRUE(right.empty());
}

TEST(AppendListTest, LongListsAreDroppedWithoutRecursion) {
  AppendList<int> list;
  for (int i = 0; i < 2'000'000; ++i)
    list.push_back(i);
  EXPECT_EQ(toVector(list).back(), 1'999'999);
}

/// Against std::map, with copies that are changed on their own.
TEST(PersistentMapTest, RandomChanges) {
  std::mt19937 random(7);
  std::vector<std::pair<PersistentMap<int>, std::map<std::string, int>>> versions(1);
  for (int step = 0; step < 20'000; ++step) {
    size_t chosen = random() % versions.size();
    if (versions.size() < 20 && random() % 500 == 0) {
      auto copy = versions[chosen];
      versions.push_back(std::move(copy));
    }
    std::string name = std::to_string(random() % 300);
    versions[chosen].first.set(name, step);
    versions[chosen].second[name] = step;
  }
  for (auto &[map, expected] : versions) {
    std::vector<std::pair<std::string, int>> found;
    map.forEach([&](llvm::StringRef name, int value) { found.emplace_back(name.str(), value); });
    EXPECT_EQ(found, (std::vector<std::pair<std::string, int>>(expected.begin(), expected.end())));
    for (auto &[name, value] : expected)
      EXPECT_EQ(*map.find(name), value);
    EXPECT_EQ(map.find("x"), nullptr);
  }
}

TEST(PersistentMapTest, SortedNamesAreNotDeep) {
  PersistentMap<int> map;
  for (int i = 0; i < 200'000; ++i)
    map.set(std::to_string(1'000'000 + i), i);
  EXPECT_EQ(*map.find("1123456"), 123'456);
}
