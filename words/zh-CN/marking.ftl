## 送回的文件：标了颜色和批注的格子，以及工作表“问题清单”。

workbook-sheet-problems = 问题清单

problem-list-header-number = 序号
problem-list-header-severity = 级别
problem-list-header-sheet = 工作表
problem-list-header-cell = 单元格
problem-list-header-found = 所填内容
problem-list-header-problem = 问题
problem-list-header-expected = 应当怎样
problem-list-header-mend = 怎样改
problem-list-header-state = 状态
problem-list-header-reason = 情况属实的说明
