## 与上次报送的版本相比，改了哪些填报值。

difference-heading = 与上次报送的（回执 { $receipt }）相比，有 { $count } 项填报值不同：
difference-none = 填报值与上次报送的（回执 { $receipt }）相同。
difference-added = “{ $label }”{ $before } → { $now }（上次未填）
difference-removed = “{ $label }”{ $before } → { $now }（上次填了）
difference-changed = “{ $label }”{ $before } → { $now }
difference-blank = 空
difference-column-where = 位置
difference-column-label = 填报内容
difference-column-before = 上次报送
difference-column-now = 这次
