# 县办工作台
office-desk = 工作台
    .lead = 县办的各项工作都在这里办，不用命令行。
office-subjects = 各项工作
office-not-built = { $cycle } 年度还没有计分，报送情况下次计分后列出。
    .mend = 收到报送后会自动计分。
