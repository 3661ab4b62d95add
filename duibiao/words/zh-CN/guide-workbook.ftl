## 指南工作簿（供县里编辑）：表名、列名、各种写法的含义。

guide-workbook-title = 指南表格
guide-workbook-help = 说明
guide-workbook-how =
    每张表的第 1 行是列名，从第 2 行起填写。表名和列名请勿改动；列可以调换次序，也可以另加自己的列和表。
    点住一格，会显示这一格怎样填；有下拉箭头的，从中选取。深灰的格子是这一行的办法用不到的，留空即可。
    浅灰的列只作参考，由代码自动查出，不会读入。
    可以增删各行；“可不填”的表和列留空即可。分值、次数可以带“分”“次”，比重和得分率可以写成 50%，日期可以写成 2025年1月1日。
    改完后保存，先用 duibiao guide check 文件名 检查，再用 duibiao guide import 文件名 采用。有问题会一次列出所在的表和格子。
guide-workbook-sheet = 表
guide-workbook-column = 列
guide-workbook-holds = 可以填什么
guide-workbook-about = 含义
guide-workbook-refused = 请改一改
guide-workbook-none = 这个文件里没有指南的表。请用 duibiao guide new 或 duibiao guide export 给出的工作簿，不要改动表名。
guide-workbook-meaning = { $title }（含义）
guide-workbook-choice = { $choice }：{ $about }
guide-workbook-cell-too-long = 有一格的文字超过 { $longest } 个字，表格软件放不下。请缩短后再导出。
guide-folder-not-empty = 目录“{ $folder }”里已有文件，没有写入。请另选一个空目录，或加 --replace 覆盖其中的指南表格。
guide-file-exists = 文件“{ $path }”已存在，没有写入。请另取文件名，或加 --replace 覆盖。
