"""臺灣製MIT微笑產品驗證制度推動及管理要點: one module per point or annex."""
