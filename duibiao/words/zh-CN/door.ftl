## 收文件时的问题、追问和结果。

problem-nothing-answered = 一个填报值也没有填，没有接收
    .expected = 填好的填报表
    .mend = 看看是不是选错了文件，或者填好以后没有保存。
problem-several-files-of-school = 这次送来的文件里，同一所学校同一年度的填报表不止一份，内容不同，都没有接收
    .expected = 每所学校一份
    .mend = 另外还有：{ $files }。看清哪一份算数，只送那一份。
problem-file-is-archive = 这是压缩包（{ $kind }）
    .expected = .xlsx、.xls、.ods 或 .csv 文件
    .mend = 先解压，再把里面的表格文件送来。

problem-count-shown-rounded = 这里要填整数；格子里看到的是 { $shown }，存的却带小数
    .expected = 0 或以上的整数，例如 12
    .mend = 重新输入整数，不要只改显示的小数位数。

problem-school-code-scientific = 学校代码变成了科学记数法，后面的数字已经丢了
    .expected = 完整的学校代码，例如 0610220001
    .mend = 把这一列的格式改为“文本”，重新填写代码，再保存。
problem-school-code-like-known = 学校代码与已有的 { $school }（{ $name }）只差前面的 0、撇号、末尾的“.0”或相像的字符
    .expected = 同一所学校始终用同一个代码
    .mend = 是同一所学校的，改成 { $school }；表格软件会去掉前面的 0，先把这一列的格式改为“文本”。
problem-school-perhaps-known = { $township }的{ $name }已经在册，代码是 { $school }
    .expected = 一所学校一个代码
    .mend = 是同一所学校的，改成 { $school }；确是另一所的，写明能分辨的名称；换了代码的，先给原代码那一行写上有效期止（valid_to）。
problem-school-twice-on-a-day = 与第 { $line } 行有同一天都有效：同一所学校，同一天只能有一行
    .expected = 前一行的有效期止早于后一行的有效期起
    .mend = 删去多余的一行；情况变了的，给前一行写上有效期止（valid_to）。

question-replaces-answers = 比上次少填{ $fewer }项，确认以本次为准？
question-replaces-score = 得分{ $before }→{ $now }，确认以本次为准？
question-replaces-answers-and-score = 比上次少填{ $fewer }项，得分{ $before }→{ $now }，确认以本次为准？

late-days = 已过截止日 { $deadline }，迟 { $days } 天

became-line = 这一行没有收
became-school = 这所学校在本年度的各行都没有收
became-file = 整个文件没有收

problems-many-left-empty = { $count } 项未填，按0分计
problems-many-row-missing = 缺少 { $count } 行，按未填计
problems-many-far-from-previous = { $count } 项与上期相差很大
problems-many-not-asked = { $count } 项不适用于本校，所填的不计
problems-many-table-school-unknown = { $count } 行的学校不在这个年度里
problems-rows-more = …等 { $count } 处

cli-fate-taken-in-part = 部分接收
cli-fate-unconfirmed = 待确认，没有接收
fate-taken_in_part = 只能接收一部分，有错误的没有收。
    .mend = 请按下面列出的逐处改正，把改好的再送一次。
fate-unconfirmed = 还没有接收：请先确认。
    .mend = 请看下面要确认的内容；核对无误就勾选，再点“正式报送”。
checks-fate-taken_in_part = 只能载入一部分。
    .mend = 请按下面列出的逐处改正，再载入一次。
checks-fate-unconfirmed = 尚未载入：请先确认。
    .mend = 请核对是不是选错了文件。

cli-load-confirm = 有文件要求确认（少填了大部分填报值，或得分下降超过10分）时，一律以本次为准
cli-load-taken-in-part = 其中部分接收 { $count } 个：有错误的没有收。
cli-load-unconfirmed = 其中待确认 { $count } 个，没有接收。少填或降分的，核对无误后加 --confirm 再载入；同一所学校有几份的，只载入算数的那一份。
cli-load-confirmed = 已确认以本次为准：{ $files }
cli-left-out = 有 { $count } 所学校的文件没有做成：{ $schools }
