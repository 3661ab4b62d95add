## 送回的文件：标了颜色和批注的格子，以及工作表“问题清单”。

workbook-sheet-problems = 问题清单

marking-header-number = 序号
marking-header-severity = 级别
marking-header-sheet = 工作表
marking-header-cell = 单元格
marking-header-found = 所填内容
marking-header-problem = 问题
marking-header-expected = 应当怎样
marking-header-mend = 怎样改
marking-header-state = 状态
marking-header-reason = 情况属实的说明

marking-header-value = 读作
marking-header-how = 怎样读的

marking-title = 问题清单
marking-left = 还有 { $errors } 处错误必须改正，{ $warnings } 处提醒请核对。
marking-done = 都处理好了。请保存，再把这个文件报送一次。
marking-done-guide = 都改过了。请保存，再用 duibiao guide check 检查一次。
marking-none = 没有问题。
marking-how-link = 点“单元格”一列里的地址，就跳到那一格。改了那一格，它的颜色就消失，状态变成“已改”；改得对不对（包括改的是有关的另一格），再报送时检查。
marking-how-explain = 红色的错误请改正。黄色的提醒请核对：情况属实的不用改，在最后一列写一句说明。都处理好了就保存，再把这个文件报送一次。
marking-how-link-guide = 点“单元格”一列里的地址，就跳到那一格。改了那一格，它的颜色就消失，状态变成“已改”；改得对不对（包括改的是有关的另一格），再检查时说明。
marking-how-explain-guide = 都改好了就保存，再用 duibiao guide check 检查一次；没有问题的，用 duibiao guide import 采用。这张表和颜色、批注不会读入。
marking-error = 错误
marking-warning = 提醒
marking-understood = 下面这些格子的写法与要求不同，但意思清楚，已按“读作”一列读取，不用改
marking-more = 还有 { $count } 个问题没有列出，改好上面这些再报送时会列出。
marking-hidden = { $mend }（这一格所在的行、列或工作表隐藏了，请先取消隐藏。）
marking-reason-help = 情况属实、不用改的，在这里写一句为什么，例如“本学期停课一个月”。写了就算核对过了。
marking-reason-long = 说明请不超过 { $most } 个字。

marking-state-error = 待改
marking-state-warning = 待核对
marking-state-mended = 已改
marking-state-explained = 已说明
marking-state-elsewhere = 再报时检查
marking-state-elsewhere-guide = 再检查时说明

## 格子上的批注。开头和结尾的记号使再次送回时能把它们去掉，不能出现在别的批注里。

marking-author = 对标
marking-begin = 【对标检查】
marking-end = 【完】
marking-comment-error = 错误：{ $what }
marking-comment-warning = 提醒：{ $what }
marking-comment-expected = 应当：{ $expected }
marking-comment-mend = 怎样改：{ $mend }

problem-file-cannot-be-marked = 这个文件里标不了颜色和批注
    .expected = 表格软件存成的 .xlsx、.xls、.ods 或 .csv 文件
    .mend = 请照列出的问题在原文件里改；或用表格软件打开，另存为 .xlsx 后再试。
