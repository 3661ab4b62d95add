## Which answers are others than in the version handed in last.

difference-heading = Against the version handed in last (receipt { $receipt }), { $count } answers are others:
difference-none = The answers are those of the version handed in last (receipt { $receipt }).
difference-added = “{ $label }” { $before } → { $now } (was blank)
difference-removed = “{ $label }” { $before } → { $now } (was answered)
difference-changed = “{ $label }” { $before } → { $now }
difference-blank = blank
difference-column-where = Place
difference-column-label = Question
difference-column-before = Handed in last
difference-column-now = This time
