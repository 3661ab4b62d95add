# 读取来历不明的文件：读不动、读不完、内容过多

problem-file-takes-too-long = 文件太复杂，一直读不完，已停下
    .expected = 一般的填报表，不到一秒就能读完
    .mend = 把填报的内容抄到新下载的填报表里，再报送；原来的文件已原样留存。
problem-file-reader-stopped = 读这个文件时读取程序停下了，文件可能太大或已经损坏
    .expected = 能用表格软件正常打开、没有多余内容的文件
    .mend = 用表格软件打开，删去多余的行、列和工作表，另存为 .xlsx 后再报送；不行的，请把内容抄到新下载的填报表里。
problem-file-too-much-text = 文件里的文字太多
    .expected = 填报表本来的内容，没有大段粘贴的文字
    .mend = 删去与填报无关的文字和工作表；佐证材料请另外报送。
problem-file-cell-too-long = 第 { $row } 行有一格的字太多
    .expected = 一格不超过 { $most } 个字
    .mend = 缩短这一格的文字；佐证材料请另外报送。
