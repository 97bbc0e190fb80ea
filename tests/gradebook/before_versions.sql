BEGIN TRANSACTION;
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);
INSERT INTO "alembic_version" VALUES('e43177bfe90b');
CREATE TABLE assignment (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	duedate DATETIME, 
	course_id VARCHAR(128) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name), 
	FOREIGN KEY(course_id) REFERENCES course (id)
);
INSERT INTO "assignment" VALUES('6e6bb750748141889e085cb098869241','bai01_so_nguyen','2026-11-02 09:30:00.000000','default_course');
CREATE TABLE autograder_group_of (
	student VARCHAR(128) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	PRIMARY KEY (student)
);
CREATE TABLE autograder_made_from (
	assignment VARCHAR(128) NOT NULL, 
	student VARCHAR(128) NOT NULL, 
	fingerprint VARCHAR(64) NOT NULL, 
	summary TEXT NOT NULL, 
	PRIMARY KEY (assignment, student)
);
INSERT INTO "autograder_made_from" VALUES('bai01_so_nguyen','giang','483f8e302994a8a2d25cc2254aa0a24e4928de62af1f6d8f7e3524ae26d2e22b','{"status": "tệp hỏng", "notices": ["Tệp bài nộp bị hỏng hoặc bị cắt mất một phần nên không đọc được. Bạn hãy mở lại notebook trong JupyterLab, lưu lại rồi nộp tệp mới."], "todos": [{"todo": "TODO 1", "function": "calculate_s", "earned": 0.0, "points": 1, "mistake": ""}, {"todo": "TODO 2", "function": "calculate_z", "earned": 0.0, "points": 1, "mistake": ""}, {"todo": "TODO 3", "function": "calculate_s_and_z_int", "earned": 0.0, "points": 1, "mistake": ""}, {"todo": "TODO 4", "function": "calculate_s_and_z_int", "earned": 0.0, "points": 1, "mistake": ""}, {"todo": "TODO 5", "function": "quantize_int", "earned": 0.0, "points": 1, "mistake": ""}, {"todo": "TODO 6", "function": "quantize_a_position_in_matrix_int", "earned": 0.0, "points": 1, "mistake": ""}, {"todo": "TODO 7", "function": "quantize_a_position_in_matrix_int", "earned": 0.0, "points": 1, "mistake": ""}, {"todo": "TODO 8", "function": "quantization_matrix_multiplication_int", "earned": 0.0, "points": 1, "mistake": ""}, {"todo": "TODO 9", "function": "quantization_matrix_multiplication_int", "earned": 0.0, "points": 1, "mistake": ""}, {"todo": "TODO 10", "function": "quantization_matrix_multiplication_int", "earned": 0.0, "points": 1, "mistake": ""}], "exercises": [{"function": "calculate_s", "title": "Độ co giãn", "earned": 0.0, "points": 1, "mistake": "", "mistakes": [], "example": null}, {"function": "calculate_z", "title": "Điểm 0", "earned": 0.0, "points": 1, "mistake": "", "mistakes": [], "example": null}, {"function": "calculate_s_and_z_int", "title": "Độ co giãn và điểm 0 của số nguyên exp bit", "earned": 0.0, "points": 2, "mistake": "", "mistakes": [], "example": null}, {"function": "quantize_int", "title": "Lượng tử hóa về số nguyên", "earned": 0.0, "points": 1, "mistake": "", "mistakes": [], "example": null}, {"function": "quantize_a_position_in_matrix_int", "title": "Một vị trí của tích ma trận", "earned": 0.0, "points": 2, "mistake": "", "mistakes": [], "example": null}, {"function": "quantization_matrix_multiplication_int", "title": "Nhân ma trận trên số nguyên", "earned": 0.0, "points": 3, "mistake": "", "mistakes": [], "example": null}], "scores": {"check-calculate_s": 0.0, "check-calculate_z": 0.0, "check-calculate_s_and_z_int": 0.0, "check-quantize_int": 0.0, "check-quantize_a_position_in_matrix_int": 0.0, "check-quantization_matrix_multiplication_int": 0.0}}');
INSERT INTO "autograder_made_from" VALUES('bai01_so_nguyen','ha','6e176d7eb101b6f2b39371628471ebdb52aefd3d5728d61aa64004af1a3f7d99','{"status": "quá bộ nhớ", "notices": ["Bài dùng quá bộ nhớ cho phép, có thể vì một mảng quá lớn. Bạn hãy xem lại kích thước các mảng."], "todos": [{"todo": "TODO 1", "function": "calculate_s", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 2", "function": "calculate_z", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 3", "function": "calculate_s_and_z_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 4", "function": "calculate_s_and_z_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 5", "function": "quantize_int", "earned": 0.0, "points": 1, "mistake": ""}, {"todo": "TODO 6", "function": "quantize_a_position_in_matrix_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 7", "function": "quantize_a_position_in_matrix_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 8", "function": "quantization_matrix_multiplication_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 9", "function": "quantization_matrix_multiplication_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 10", "function": "quantization_matrix_multiplication_int", "earned": 1, "points": 1, "mistake": ""}], "exercises": [{"function": "calculate_s", "title": "Độ co giãn", "earned": 1, "points": 1, "mistake": "", "mistakes": [], "example": null}, {"function": "calculate_z", "title": "Điểm 0", "earned": 1, "points": 1, "mistake": "", "mistakes": [], "example": null}, {"function": "calculate_s_and_z_int", "title": "Độ co giãn và điểm 0 của số nguyên exp bit", "earned": 2, "points": 2, "mistake": "", "mistakes": [], "example": null}, {"function": "quantize_int", "title": "Lượng tử hóa về số nguyên", "earned": 0.0, "points": 1, "mistake": "", "mistakes": [], "example": {"input": "x = 10  (int)\ns = 1.1764705882352942  (float)\nz = -43  (int)\nexp = 8  (int)", "returned": "MemoryError: Unable to allocate 32.0 TiB for an array with shape (4398046511104,) and data type float64", "needed": "-34  (int8)"}}, {"function": "quantize_a_position_in_matrix_int", "title": "Một vị trí của tích ma trận", "earned": 2, "points": 2, "mistake": "", "mistakes": [], "example": null}, {"function": "quantization_matrix_multiplication_int", "title": "Nhân ma trận trên số nguyên", "earned": 3, "points": 3, "mistake": "", "mistakes": [], "example": null}], "scores": {"check-calculate_s": 1.0, "check-calculate_z": 1.0, "check-calculate_s_and_z_int": 2.0, "check-quantize_int": 0.0, "check-quantize_a_position_in_matrix_int": 2.0, "check-quantization_matrix_multiplication_int": 3.0}}');
INSERT INTO "autograder_made_from" VALUES('bai01_so_nguyen','an','c395169aa9c96bda43c18e2f78a98bc78130506aef87e4c308e4c3e6e674a4fa','{"status": "đã chấm", "notices": [], "todos": [{"todo": "TODO 1", "function": "calculate_s", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 2", "function": "calculate_z", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 3", "function": "calculate_s_and_z_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 4", "function": "calculate_s_and_z_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 5", "function": "quantize_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 6", "function": "quantize_a_position_in_matrix_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 7", "function": "quantize_a_position_in_matrix_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 8", "function": "quantization_matrix_multiplication_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 9", "function": "quantization_matrix_multiplication_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 10", "function": "quantization_matrix_multiplication_int", "earned": 1, "points": 1, "mistake": ""}], "exercises": [{"function": "calculate_s", "title": "Độ co giãn", "earned": 1, "points": 1, "mistake": "", "mistakes": [], "example": null}, {"function": "calculate_z", "title": "Điểm 0", "earned": 1, "points": 1, "mistake": "", "mistakes": [], "example": null}, {"function": "calculate_s_and_z_int", "title": "Độ co giãn và điểm 0 của số nguyên exp bit", "earned": 2, "points": 2, "mistake": "", "mistakes": [], "example": null}, {"function": "quantize_int", "title": "Lượng tử hóa về số nguyên", "earned": 1, "points": 1, "mistake": "", "mistakes": [], "example": null}, {"function": "quantize_a_position_in_matrix_int", "title": "Một vị trí của tích ma trận", "earned": 2, "points": 2, "mistake": "", "mistakes": [], "example": null}, {"function": "quantization_matrix_multiplication_int", "title": "Nhân ma trận trên số nguyên", "earned": 3, "points": 3, "mistake": "", "mistakes": [], "example": null}], "scores": {"check-calculate_s": 1.0, "check-calculate_z": 1.0, "check-calculate_s_and_z_int": 2.0, "check-quantize_int": 1.0, "check-quantize_a_position_in_matrix_int": 2.0, "check-quantization_matrix_multiplication_int": 3.0}}');
INSERT INTO "autograder_made_from" VALUES('bai01_so_nguyen','binh','5e9d80c141ca74ffec0206e07d6bdb93466ffa6462d4d78cae6f723e3cc84301','{"status": "đã chấm", "notices": [], "todos": [{"todo": "TODO 1", "function": "calculate_s", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 2", "function": "calculate_z", "earned": 0.0, "points": 1, "mistake": "làm tròn xuống"}, {"todo": "TODO 3", "function": "calculate_s_and_z_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 4", "function": "calculate_s_and_z_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 5", "function": "quantize_int", "earned": 0.0, "points": 1, "mistake": "quên cắt nên bị tràn số"}, {"todo": "TODO 6", "function": "quantize_a_position_in_matrix_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 7", "function": "quantize_a_position_in_matrix_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 8", "function": "quantization_matrix_multiplication_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 9", "function": "quantization_matrix_multiplication_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 10", "function": "quantization_matrix_multiplication_int", "earned": 1, "points": 1, "mistake": ""}], "exercises": [{"function": "calculate_s", "title": "Độ co giãn", "earned": 1, "points": 1, "mistake": "", "mistakes": [], "example": null}, {"function": "calculate_z", "title": "Điểm 0", "earned": 0.0, "points": 1, "mistake": "làm tròn xuống", "mistakes": ["làm tròn xuống"], "example": {"input": "alpha = -1.0  (float)\nbeta = 1.0  (float)\nalpha_q = 1  (int)\nbeta_q = 50  (int)", "returned": "25.0  (float64)", "needed": "26  (int)"}}, {"function": "calculate_s_and_z_int", "title": "Độ co giãn và điểm 0 của số nguyên exp bit", "earned": 2, "points": 2, "mistake": "làm tròn xuống (lỗi đến từ TODO 2, hàm calculate_z)", "mistakes": ["làm tròn xuống (lỗi đến từ TODO 2, hàm calculate_z)"], "example": {"input": "alpha = -2.0  (float)\nbeta = 3.88  (float)\nexp = 8  (int)", "returned": "(0.023058823529411764, -42.0)", "needed": "(0.023058823529411764, -41)"}}, {"function": "quantize_int", "title": "Lượng tử hóa về số nguyên", "earned": 0.0, "points": 1, "mistake": "quên cắt nên bị tràn số", "mistakes": ["quên cắt nên bị tràn số"], "example": {"input": "x = [-90.]  (float32, (1,))\ns = 0.6  (float)\nz = 1  (int)\nexp = 8  (int)", "returned": "[107]  (int8, (1,))", "needed": "[-128]  (int8, (1,))"}}, {"function": "quantize_a_position_in_matrix_int", "title": "Một vị trí của tích ma trận", "earned": 2, "points": 2, "mistake": "", "mistakes": [], "example": null}, {"function": "quantization_matrix_multiplication_int", "title": "Nhân ma trận trên số nguyên", "earned": 3, "points": 3, "mistake": "", "mistakes": [], "example": null}], "scores": {"check-calculate_s": 1.0, "check-calculate_z": 0.0, "check-calculate_s_and_z_int": 2.0, "check-quantize_int": 0.0, "check-quantize_a_position_in_matrix_int": 2.0, "check-quantization_matrix_multiplication_int": 3.0}}');
INSERT INTO "autograder_made_from" VALUES('bai01_so_nguyen','chi','6a8b4a106fb6c5928f54c9443a01f71a0c86a34f930fba9f5aefec314d4e04ac','{"status": "đã chấm", "notices": [], "todos": [{"todo": "TODO 1", "function": "calculate_s", "earned": 0.0, "points": 1, "mistake": "chia ngược"}, {"todo": "TODO 2", "function": "calculate_z", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 3", "function": "calculate_s_and_z_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 4", "function": "calculate_s_and_z_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 5", "function": "quantize_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 6", "function": "quantize_a_position_in_matrix_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 7", "function": "quantize_a_position_in_matrix_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 8", "function": "quantization_matrix_multiplication_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 9", "function": "quantization_matrix_multiplication_int", "earned": 1, "points": 1, "mistake": ""}, {"todo": "TODO 10", "function": "quantization_matrix_multiplication_int", "earned": 1, "points": 1, "mistake": ""}], "exercises": [{"function": "calculate_s", "title": "Độ co giãn", "earned": 0.0, "points": 1, "mistake": "chia ngược", "mistakes": ["chia ngược"], "example": {"input": "alpha = 1.0  (float)\nbeta = 2.0  (float)\nalpha_q = 1  (int)\nbeta_q = 5  (int)", "returned": "4.0  (float)", "needed": "0.25  (float64)"}}, {"function": "calculate_z", "title": "Điểm 0", "earned": 1, "points": 1, "mistake": "", "mistakes": [], "example": null}, {"function": "calculate_s_and_z_int", "title": "Độ co giãn và điểm 0 của số nguyên exp bit", "earned": 2, "points": 2, "mistake": "chia ngược (lỗi đến từ TODO 1, hàm calculate_s)", "mistakes": ["chia ngược (lỗi đến từ TODO 1, hàm calculate_s)"], "example": {"input": "alpha = 0.0  (float)\nbeta = 1.0  (float)\nexp = 8  (int)", "returned": "(255.0, -128)", "needed": "(0.00392156862745098, -128)"}}, {"function": "quantize_int", "title": "Lượng tử hóa về số nguyên", "earned": 1, "points": 1, "mistake": "", "mistakes": [], "example": null}, {"function": "quantize_a_position_in_matrix_int", "title": "Một vị trí của tích ma trận", "earned": 2, "points": 2, "mistake": "", "mistakes": [], "example": null}, {"function": "quantization_matrix_multiplication_int", "title": "Nhân ma trận trên số nguyên", "earned": 3, "points": 3, "mistake": "", "mistakes": [], "example": null}], "scores": {"check-calculate_s": 0.0, "check-calculate_z": 1.0, "check-calculate_s_and_z_int": 2.0, "check-quantize_int": 1.0, "check-quantize_a_position_in_matrix_int": 2.0, "check-quantization_matrix_multiplication_int": 3.0}}');
INSERT INTO "autograder_made_from" VALUES('bai01_so_nguyen','dung','fd6918f0c05410b87693aaad470818136255282692acb088a6df93da94fc0502','{"status": "chưa làm", "notices": [], "todos": [{"todo": "TODO 1", "function": "calculate_s", "earned": 0.0, "points": 1, "mistake": ""}, {"todo": "TODO 2", "function": "calculate_z", "earned": 0.0, "points": 1, "mistake": ""}, {"todo": "TODO 3", "function": "calculate_s_and_z_int", "earned": 0.0, "points": 1, "mistake": ""}, {"todo": "TODO 4", "function": "calculate_s_and_z_int", "earned": 0.0, "points": 1, "mistake": ""}, {"todo": "TODO 5", "function": "quantize_int", "earned": 0.0, "points": 1, "mistake": ""}, {"todo": "TODO 6", "function": "quantize_a_position_in_matrix_int", "earned": 0.0, "points": 1, "mistake": ""}, {"todo": "TODO 7", "function": "quantize_a_position_in_matrix_int", "earned": 0.0, "points": 1, "mistake": ""}, {"todo": "TODO 8", "function": "quantization_matrix_multiplication_int", "earned": 0.0, "points": 1, "mistake": ""}, {"todo": "TODO 9", "function": "quantization_matrix_multiplication_int", "earned": 0.0, "points": 1, "mistake": ""}, {"todo": "TODO 10", "function": "quantization_matrix_multiplication_int", "earned": 0.0, "points": 1, "mistake": ""}], "exercises": [{"function": "calculate_s", "title": "Độ co giãn", "earned": 0.0, "points": 1, "mistake": "", "mistakes": [], "example": null}, {"function": "calculate_z", "title": "Điểm 0", "earned": 0.0, "points": 1, "mistake": "", "mistakes": [], "example": null}, {"function": "calculate_s_and_z_int", "title": "Độ co giãn và điểm 0 của số nguyên exp bit", "earned": 0.0, "points": 2, "mistake": "", "mistakes": [], "example": null}, {"function": "quantize_int", "title": "Lượng tử hóa về số nguyên", "earned": 0.0, "points": 1, "mistake": "", "mistakes": [], "example": null}, {"function": "quantize_a_position_in_matrix_int", "title": "Một vị trí của tích ma trận", "earned": 0.0, "points": 2, "mistake": "", "mistakes": [], "example": null}, {"function": "quantization_matrix_multiplication_int", "title": "Nhân ma trận trên số nguyên", "earned": 0.0, "points": 3, "mistake": "", "mistakes": [], "example": null}], "scores": {"check-calculate_s": 0.0, "check-calculate_z": 0.0, "check-calculate_s_and_z_int": 0.0, "check-quantize_int": 0.0, "check-quantize_a_position_in_matrix_int": 0.0, "check-quantization_matrix_multiplication_int": 0.0}}');
CREATE TABLE base_cell (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	notebook_id VARCHAR(32) NOT NULL, 
	type VARCHAR(50), 
	PRIMARY KEY (id), 
	UNIQUE (name, notebook_id, type), 
	FOREIGN KEY(notebook_id) REFERENCES notebook (id)
);
INSERT INTO "base_cell" VALUES('84eefe7842e449aaab91be5409937323','check-calculate_s','5a37d5653f83455f85ee3647379ff545','GradeCell');
INSERT INTO "base_cell" VALUES('05e967b85b114342b8cfed3aedb50745','check-calculate_z','5a37d5653f83455f85ee3647379ff545','GradeCell');
INSERT INTO "base_cell" VALUES('872ca247e04044d3a8d7bcac51752fa1','check-calculate_s_and_z_int','5a37d5653f83455f85ee3647379ff545','GradeCell');
INSERT INTO "base_cell" VALUES('dcf03dfe9b0842268ea6fb34067fccdc','check-quantize_int','5a37d5653f83455f85ee3647379ff545','GradeCell');
INSERT INTO "base_cell" VALUES('b3309ecf4483443dab277082cf3f71d5','check-quantize_a_position_in_matrix_int','5a37d5653f83455f85ee3647379ff545','GradeCell');
INSERT INTO "base_cell" VALUES('3d10a72c64f440d49379330c57be76f2','check-quantization_matrix_multiplication_int','5a37d5653f83455f85ee3647379ff545','GradeCell');
INSERT INTO "base_cell" VALUES('d0dac0fc39434f75bee1e1a41ffc6026','exercise-calculate_s','5a37d5653f83455f85ee3647379ff545','SolutionCell');
INSERT INTO "base_cell" VALUES('2359d8f9035f4c1796cbeb68c50f99ba','exercise-calculate_z','5a37d5653f83455f85ee3647379ff545','SolutionCell');
INSERT INTO "base_cell" VALUES('e11d7be71a3447ccab777abd8264e0d3','exercise-calculate_s_and_z_int','5a37d5653f83455f85ee3647379ff545','SolutionCell');
INSERT INTO "base_cell" VALUES('2cff95d2c941448891044f1190b5945b','exercise-quantize_int','5a37d5653f83455f85ee3647379ff545','SolutionCell');
INSERT INTO "base_cell" VALUES('799e91fb9870469b9e5c624425db9c55','exercise-quantize_a_position_in_matrix_int','5a37d5653f83455f85ee3647379ff545','SolutionCell');
INSERT INTO "base_cell" VALUES('f37f3b5a823b41b59649bdd4bd7f9ae1','exercise-quantization_matrix_multiplication_int','5a37d5653f83455f85ee3647379ff545','SolutionCell');
CREATE TABLE comment (
	id VARCHAR(32) NOT NULL, 
	notebook_id VARCHAR(32), 
	cell_id VARCHAR(32), 
	auto_comment TEXT, 
	manual_comment TEXT, 
	PRIMARY KEY (id), 
	UNIQUE (cell_id, notebook_id), 
	FOREIGN KEY(notebook_id) REFERENCES submitted_notebook (id), 
	FOREIGN KEY(cell_id) REFERENCES base_cell (id)
);
INSERT INTO "comment" VALUES('f1c7cc3e3cda410cbc1849a15d02b4bb','2f3727a0b0bb437ca09fa7efaedb582e','d0dac0fc39434f75bee1e1a41ffc6026','TODO 1: 0/1 điểm.',NULL);
INSERT INTO "comment" VALUES('7606e7c6cf5c422fb36d510acd36013f','2f3727a0b0bb437ca09fa7efaedb582e','2359d8f9035f4c1796cbeb68c50f99ba','TODO 2: 0/1 điểm.',NULL);
INSERT INTO "comment" VALUES('e0f52bfae495467386d4d328240b2b40','2f3727a0b0bb437ca09fa7efaedb582e','e11d7be71a3447ccab777abd8264e0d3','TODO 3: 0/1 điểm. TODO 4: 0/1 điểm.',NULL);
INSERT INTO "comment" VALUES('93c79248bfc74522a7f57cfe51b6ede3','2f3727a0b0bb437ca09fa7efaedb582e','2cff95d2c941448891044f1190b5945b','TODO 5: 0/1 điểm.',NULL);
INSERT INTO "comment" VALUES('9a8bf81130804db8bb54d50de082f17f','2f3727a0b0bb437ca09fa7efaedb582e','799e91fb9870469b9e5c624425db9c55','TODO 6: 0/1 điểm. TODO 7: 0/1 điểm.',NULL);
INSERT INTO "comment" VALUES('b312ef0e88a340b98937f73ba2a1d6c5','2f3727a0b0bb437ca09fa7efaedb582e','f37f3b5a823b41b59649bdd4bd7f9ae1','TODO 8: 0/1 điểm. TODO 9: 0/1 điểm. TODO 10: 0/1 điểm.',NULL);
INSERT INTO "comment" VALUES('5539e3c540884d6680d3828eb5046a99','e23a329044f546728866bb65a2ad0785','d0dac0fc39434f75bee1e1a41ffc6026','TODO 1: 1/1 điểm.',NULL);
INSERT INTO "comment" VALUES('85fda50f903549edbe7b9fd3cf14bd8c','e23a329044f546728866bb65a2ad0785','2359d8f9035f4c1796cbeb68c50f99ba','TODO 2: 1/1 điểm.',NULL);
INSERT INTO "comment" VALUES('a92bfb30a300497b8aeb7c0471ccd995','e23a329044f546728866bb65a2ad0785','e11d7be71a3447ccab777abd8264e0d3','TODO 3: 1/1 điểm. TODO 4: 1/1 điểm.',NULL);
INSERT INTO "comment" VALUES('749f507ba8df4b7c9c039dc7de5da40d','e23a329044f546728866bb65a2ad0785','2cff95d2c941448891044f1190b5945b','TODO 5: 0/1 điểm.',NULL);
INSERT INTO "comment" VALUES('1fbf81f35b15493d9b6e79cf546337a1','e23a329044f546728866bb65a2ad0785','799e91fb9870469b9e5c624425db9c55','TODO 6: 1/1 điểm. TODO 7: 1/1 điểm.',NULL);
INSERT INTO "comment" VALUES('dc02d11cd66f4147a16e46b8e95a5b38','e23a329044f546728866bb65a2ad0785','f37f3b5a823b41b59649bdd4bd7f9ae1','TODO 8: 1/1 điểm. TODO 9: 1/1 điểm. TODO 10: 1/1 điểm.',NULL);
INSERT INTO "comment" VALUES('f0a68a11889b40439a01a078b85a3e67','5cb828be6e90485b86f4092723d2d85b','d0dac0fc39434f75bee1e1a41ffc6026','TODO 1: 1/1 điểm.',NULL);
INSERT INTO "comment" VALUES('91ac2a39d8bb41ca91e995b22d56af81','5cb828be6e90485b86f4092723d2d85b','2359d8f9035f4c1796cbeb68c50f99ba','TODO 2: 1/1 điểm.',NULL);
INSERT INTO "comment" VALUES('2934a70f80034afe8796df33a75839c7','5cb828be6e90485b86f4092723d2d85b','e11d7be71a3447ccab777abd8264e0d3','TODO 3: 1/1 điểm. TODO 4: 1/1 điểm.',NULL);
INSERT INTO "comment" VALUES('9de9d60475d445739a44d33fa481f989','5cb828be6e90485b86f4092723d2d85b','2cff95d2c941448891044f1190b5945b','TODO 5: 1/1 điểm.',NULL);
INSERT INTO "comment" VALUES('8c74efbc2e5544ee96abede51bb541a6','5cb828be6e90485b86f4092723d2d85b','799e91fb9870469b9e5c624425db9c55','TODO 6: 1/1 điểm. TODO 7: 1/1 điểm.',NULL);
INSERT INTO "comment" VALUES('9096cd4640bd45afb09b1773bc02ff05','5cb828be6e90485b86f4092723d2d85b','f37f3b5a823b41b59649bdd4bd7f9ae1','TODO 8: 1/1 điểm. TODO 9: 1/1 điểm. TODO 10: 1/1 điểm.',NULL);
INSERT INTO "comment" VALUES('234461ddeb404b85b6b2344368d5a5f7','2e44c7613b234629bb7ef1fc7164ff2c','d0dac0fc39434f75bee1e1a41ffc6026','TODO 1: 1/1 điểm.',NULL);
INSERT INTO "comment" VALUES('548f7dba5793464f8b8fd0f76d6d7379','2e44c7613b234629bb7ef1fc7164ff2c','2359d8f9035f4c1796cbeb68c50f99ba','TODO 2: 0/1 điểm. Chẩn đoán: làm tròn xuống.',NULL);
INSERT INTO "comment" VALUES('e5c52b6748a948308a90c45e961e0723','2e44c7613b234629bb7ef1fc7164ff2c','e11d7be71a3447ccab777abd8264e0d3','TODO 3: 1/1 điểm. TODO 4: 1/1 điểm.',NULL);
INSERT INTO "comment" VALUES('90f657124c4845eda1fe398163bd23df','2e44c7613b234629bb7ef1fc7164ff2c','2cff95d2c941448891044f1190b5945b','TODO 5: 0/1 điểm. Chẩn đoán: quên cắt nên bị tràn số.',NULL);
INSERT INTO "comment" VALUES('716f83f0398744d6ad5351d76e780210','2e44c7613b234629bb7ef1fc7164ff2c','799e91fb9870469b9e5c624425db9c55','TODO 6: 1/1 điểm. TODO 7: 1/1 điểm.',NULL);
INSERT INTO "comment" VALUES('9ecf1218963e4110986a352f0651cd31','2e44c7613b234629bb7ef1fc7164ff2c','f37f3b5a823b41b59649bdd4bd7f9ae1','TODO 8: 1/1 điểm. TODO 9: 1/1 điểm. TODO 10: 1/1 điểm.',NULL);
INSERT INTO "comment" VALUES('9b0f55d553df44ef8c9fedcd5cffe205','d2b499a02c6744d8accbaf56fb4d7897','d0dac0fc39434f75bee1e1a41ffc6026','TODO 1: 0/1 điểm. Chẩn đoán: chia ngược.',NULL);
INSERT INTO "comment" VALUES('ca884a8457b24ff1ba09ebad75bc0955','d2b499a02c6744d8accbaf56fb4d7897','2359d8f9035f4c1796cbeb68c50f99ba','TODO 2: 1/1 điểm.',NULL);
INSERT INTO "comment" VALUES('ab5481028a574fe2b0026b5c4b24329d','d2b499a02c6744d8accbaf56fb4d7897','e11d7be71a3447ccab777abd8264e0d3','TODO 3: 1/1 điểm. TODO 4: 1/1 điểm.',NULL);
INSERT INTO "comment" VALUES('d26a8106ed29497180251f4eb7afbbdf','d2b499a02c6744d8accbaf56fb4d7897','2cff95d2c941448891044f1190b5945b','TODO 5: 1/1 điểm.',NULL);
INSERT INTO "comment" VALUES('6a5386303ea14d74846ed54921bab7d5','d2b499a02c6744d8accbaf56fb4d7897','799e91fb9870469b9e5c624425db9c55','TODO 6: 1/1 điểm. TODO 7: 1/1 điểm.',NULL);
INSERT INTO "comment" VALUES('048fa2bb82524c44ad701b081f66c9c9','d2b499a02c6744d8accbaf56fb4d7897','f37f3b5a823b41b59649bdd4bd7f9ae1','TODO 8: 1/1 điểm. TODO 9: 1/1 điểm. TODO 10: 1/1 điểm.',NULL);
INSERT INTO "comment" VALUES('199e38228bef46c6b05f5dbe82171949','3d7f26df14474618be766bca58e97d57','d0dac0fc39434f75bee1e1a41ffc6026','TODO 1: 0/1 điểm.',NULL);
INSERT INTO "comment" VALUES('38a3c9bb2a2743ee93a95ee983f2486e','3d7f26df14474618be766bca58e97d57','2359d8f9035f4c1796cbeb68c50f99ba','TODO 2: 0/1 điểm.',NULL);
INSERT INTO "comment" VALUES('2648388411534fe198d2868f51a9c115','3d7f26df14474618be766bca58e97d57','e11d7be71a3447ccab777abd8264e0d3','TODO 3: 0/1 điểm. TODO 4: 0/1 điểm.',NULL);
INSERT INTO "comment" VALUES('2fa90d466de94c2f87774da689a91132','3d7f26df14474618be766bca58e97d57','2cff95d2c941448891044f1190b5945b','TODO 5: 0/1 điểm.',NULL);
INSERT INTO "comment" VALUES('469a2a582dd747ae89e1d3bf02879b8d','3d7f26df14474618be766bca58e97d57','799e91fb9870469b9e5c624425db9c55','TODO 6: 0/1 điểm. TODO 7: 0/1 điểm.',NULL);
INSERT INTO "comment" VALUES('22b5e76af7e84ce29a61982922a9e5a9','3d7f26df14474618be766bca58e97d57','f37f3b5a823b41b59649bdd4bd7f9ae1','TODO 8: 0/1 điểm. TODO 9: 0/1 điểm. TODO 10: 0/1 điểm.',NULL);
CREATE TABLE course (
	id VARCHAR(128) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (id)
);
INSERT INTO "course" VALUES('default_course');
CREATE TABLE grade (
	id VARCHAR(32) NOT NULL, 
	notebook_id VARCHAR(32), 
	cell_id VARCHAR(32), 
	auto_score FLOAT, 
	manual_score FLOAT, 
	extra_credit FLOAT, 
	needs_manual_grade BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (cell_id, notebook_id), 
	FOREIGN KEY(notebook_id) REFERENCES submitted_notebook (id), 
	FOREIGN KEY(cell_id) REFERENCES base_cell (id)
);
INSERT INTO "grade" VALUES('32563b0815554554a5713b83cc8f34bc','2f3727a0b0bb437ca09fa7efaedb582e','84eefe7842e449aaab91be5409937323',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('5b09ef9fa52c48468734389470c08a74','2f3727a0b0bb437ca09fa7efaedb582e','05e967b85b114342b8cfed3aedb50745',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('866819ad1761494eae5409cb9fe6d8e8','2f3727a0b0bb437ca09fa7efaedb582e','872ca247e04044d3a8d7bcac51752fa1',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('39b2a333b2ce44848f17fca56d86443d','2f3727a0b0bb437ca09fa7efaedb582e','dcf03dfe9b0842268ea6fb34067fccdc',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('8e150def74aa4c96a467221374625c75','2f3727a0b0bb437ca09fa7efaedb582e','b3309ecf4483443dab277082cf3f71d5',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('68b296241a1542d1b62582043bd09f58','2f3727a0b0bb437ca09fa7efaedb582e','3d10a72c64f440d49379330c57be76f2',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('dff63c92363346b588d1733dd78ae188','e23a329044f546728866bb65a2ad0785','84eefe7842e449aaab91be5409937323',1.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('fe718f889f0c4705af6e85394fc7e86f','e23a329044f546728866bb65a2ad0785','05e967b85b114342b8cfed3aedb50745',1.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('01a66976f3f64f3ea647cf9ccd0e165d','e23a329044f546728866bb65a2ad0785','872ca247e04044d3a8d7bcac51752fa1',2.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('08796a852ef949f7855d68dfe662db14','e23a329044f546728866bb65a2ad0785','dcf03dfe9b0842268ea6fb34067fccdc',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('d81d2ae9938e472c9aa28fab90c64945','e23a329044f546728866bb65a2ad0785','b3309ecf4483443dab277082cf3f71d5',2.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('437c286fb45942bb800184fab610e3d8','e23a329044f546728866bb65a2ad0785','3d10a72c64f440d49379330c57be76f2',3.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('e68dbc47367d46ff9116633481cb8798','5cb828be6e90485b86f4092723d2d85b','84eefe7842e449aaab91be5409937323',1.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('ebe7e7777687443eb15c59f36d22ff7a','5cb828be6e90485b86f4092723d2d85b','05e967b85b114342b8cfed3aedb50745',1.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('1260c3f24dd9486f9ab60f95f967646f','5cb828be6e90485b86f4092723d2d85b','872ca247e04044d3a8d7bcac51752fa1',2.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('e45fdb320c2d4cc88a2ce89f5f45084c','5cb828be6e90485b86f4092723d2d85b','dcf03dfe9b0842268ea6fb34067fccdc',1.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('065846da1ac54951987b522eb2a34876','5cb828be6e90485b86f4092723d2d85b','b3309ecf4483443dab277082cf3f71d5',2.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('0e0bfe74f14d44ac994be5c436802b28','5cb828be6e90485b86f4092723d2d85b','3d10a72c64f440d49379330c57be76f2',3.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('a694d951cf45480f836aa42af2285ed9','2e44c7613b234629bb7ef1fc7164ff2c','84eefe7842e449aaab91be5409937323',1.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('5220f8c3973849e5967902cec797cb0b','2e44c7613b234629bb7ef1fc7164ff2c','05e967b85b114342b8cfed3aedb50745',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('7f002db0f9b34feba0682394a5069cdd','2e44c7613b234629bb7ef1fc7164ff2c','872ca247e04044d3a8d7bcac51752fa1',2.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('a6b59778f69a414285149c9b216035b1','2e44c7613b234629bb7ef1fc7164ff2c','dcf03dfe9b0842268ea6fb34067fccdc',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('5d370ab663fa41ee978a1b52d4826f62','2e44c7613b234629bb7ef1fc7164ff2c','b3309ecf4483443dab277082cf3f71d5',2.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('6912bd0ccf764ac18e29baf28e0635fc','2e44c7613b234629bb7ef1fc7164ff2c','3d10a72c64f440d49379330c57be76f2',3.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('785a3558210f47fc8ce067b5949d3057','d2b499a02c6744d8accbaf56fb4d7897','84eefe7842e449aaab91be5409937323',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('dfda3eaed062428aa18baf040bb71ebc','d2b499a02c6744d8accbaf56fb4d7897','05e967b85b114342b8cfed3aedb50745',1.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('6449d3712fab4beca11bc13cbba897a1','d2b499a02c6744d8accbaf56fb4d7897','872ca247e04044d3a8d7bcac51752fa1',2.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('2296a72f449e408fbc6111c890a530d4','d2b499a02c6744d8accbaf56fb4d7897','dcf03dfe9b0842268ea6fb34067fccdc',1.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('7afaead03aad4bf1b9d3bf7e548712f8','d2b499a02c6744d8accbaf56fb4d7897','b3309ecf4483443dab277082cf3f71d5',2.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('8890e103b8834e9787e28e358e7da8e6','d2b499a02c6744d8accbaf56fb4d7897','3d10a72c64f440d49379330c57be76f2',3.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('be53439004d24981866454c03d3c3d49','3d7f26df14474618be766bca58e97d57','84eefe7842e449aaab91be5409937323',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('278b112c34234f23a3f57960610ffe38','3d7f26df14474618be766bca58e97d57','05e967b85b114342b8cfed3aedb50745',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('eabe35018da248dcbaf625cd9ad1ae90','3d7f26df14474618be766bca58e97d57','872ca247e04044d3a8d7bcac51752fa1',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('66f3e6ed72314079b97afead0759c3dc','3d7f26df14474618be766bca58e97d57','dcf03dfe9b0842268ea6fb34067fccdc',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('6428616c76064b678b19bd95086b397e','3d7f26df14474618be766bca58e97d57','b3309ecf4483443dab277082cf3f71d5',0.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('84178ca91cdf467cb071da90f40157a7','3d7f26df14474618be766bca58e97d57','3d10a72c64f440d49379330c57be76f2',0.0,NULL,NULL,0);
CREATE TABLE grade_cells (
	id VARCHAR(32) NOT NULL, 
	max_score FLOAT NOT NULL, 
	cell_type VARCHAR(8) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(id) REFERENCES base_cell (id)
);
INSERT INTO "grade_cells" VALUES('84eefe7842e449aaab91be5409937323',1.0,'code');
INSERT INTO "grade_cells" VALUES('05e967b85b114342b8cfed3aedb50745',1.0,'code');
INSERT INTO "grade_cells" VALUES('872ca247e04044d3a8d7bcac51752fa1',2.0,'code');
INSERT INTO "grade_cells" VALUES('dcf03dfe9b0842268ea6fb34067fccdc',1.0,'code');
INSERT INTO "grade_cells" VALUES('b3309ecf4483443dab277082cf3f71d5',2.0,'code');
INSERT INTO "grade_cells" VALUES('3d10a72c64f440d49379330c57be76f2',3.0,'code');
CREATE TABLE notebook (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	assignment_id VARCHAR(32), 
	kernelspec VARCHAR(1024), 
	PRIMARY KEY (id), 
	UNIQUE (name, assignment_id), 
	FOREIGN KEY(assignment_id) REFERENCES assignment (id)
);
INSERT INTO "notebook" VALUES('5a37d5653f83455f85ee3647379ff545','bai01_so_nguyen','6e6bb750748141889e085cb098869241','{"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}');
CREATE TABLE solution_cells (
	id VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(id) REFERENCES base_cell (id)
);
INSERT INTO "solution_cells" VALUES('d0dac0fc39434f75bee1e1a41ffc6026');
INSERT INTO "solution_cells" VALUES('2359d8f9035f4c1796cbeb68c50f99ba');
INSERT INTO "solution_cells" VALUES('e11d7be71a3447ccab777abd8264e0d3');
INSERT INTO "solution_cells" VALUES('2cff95d2c941448891044f1190b5945b');
INSERT INTO "solution_cells" VALUES('799e91fb9870469b9e5c624425db9c55');
INSERT INTO "solution_cells" VALUES('f37f3b5a823b41b59649bdd4bd7f9ae1');
CREATE TABLE source_cell (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	cell_type VARCHAR(8) NOT NULL, 
	locked BOOLEAN NOT NULL, 
	source TEXT, 
	checksum VARCHAR(128), 
	notebook_id VARCHAR(32), 
	PRIMARY KEY (id), 
	UNIQUE (name, notebook_id), 
	FOREIGN KEY(notebook_id) REFERENCES notebook (id)
);
INSERT INTO "source_cell" VALUES('d93b7a03fafc4f17a6c36b02bac5c038','bai-1-tu-so-thuc-den-so-nguyen','markdown',1,'','540c0c149fad2c09baf2c1a772d5b8c9','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('15da2278e5794a8d8b6faea33c747fd9','import-numpy-as-np','code',1,'','72b88ee1839b31b32a8ea483a8ca5c7b','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('2d3a0e65397e457f9f912a734a37d12c','vi-sao-phai-doi-sang-so-nguyen','markdown',1,'','1173f7fb6e82395916781abd96036bf8','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('7d505a12c3764bf493e6df57d1f0691a','parameters-7-000-000-000','code',1,'','55607f66b49381b9c0d25a9b074160bf','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('d5532629bcfa47b5ac499ad4fb8a2f07','voi-int8-mo-hinh-nhe-di-bon-lan-nhieu-ma','markdown',1,'','155c8e77a53278c71da4b1af728cdc61','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('0673882651ca47bcb2a0be0ac3564dc3','print-f-tu-ma-30-den-ma-50-co-len-range','code',1,'','fcdf9e92786611ea9a916af8aa40bb47','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('27d41e225ec943bb9b02e27dea60e790','nhin-hinh-va-thu-tra-loi-truoc-khi-doc-t','markdown',1,'','0aa1c52709f20010312c62b9a344ee48','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('f37081de5d594669ba285b600e28fcb9','1-do-co-gian','markdown',1,'','35f12ae26d96f07737c4c189458ceb6a','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('dcb0bc70e7f445b59693e187422b5e69','exercise-calculate_s','code',0,'','825ad28ee3979c3758d483f0d0a53e16','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('b20de70513034cf3b4b8a2b4b9273b42','thu-voi-cay-thuoc-o-hinh-tren','markdown',1,'','ef058c5d86b7858a77949d427076b44e','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('534541500d4a4a4d9246ae2202f539c4','alpha-5-0','code',1,'','4903c3972fd7cda5e2da1ac4a7ad0e34','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('60cad31f1fec4074b939033efa006677','ket-qua-mong-doi','markdown',1,'','ff9211b7eb2ea46c88acb168aa7d687c','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('c47415ea79b4411d9e044a00a86f2768','check-calculate_s','code',1,'','199c6f15daf3fc098dcd7918cf3d5024','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('e52c6eb19f70470a97e8d9350d997c67','2-diem-0','markdown',1,'','0c8b180ffb6527fd20768b575fc02522','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('8691c8d292cb43c8b9c8ef1f90fcd3ec','exercise-calculate_z','code',0,'','6b50074bbeb847e2002254b6bd6288ff','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('659e7c45e43e4ab4932bdab8fe601ae4','alpha-5-0-2','code',1,'','88b28f72826d6f64548dd9b89ffcfbe2','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('8d776fe9d25a4ea1ba2d89945e4b920e','ket-qua-mong-doi-2','markdown',1,'','652a205ab010820017c8ccb65fa60902','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('7a3ab647925f4a7d8531236bc5bfaf20','check-calculate_z','code',1,'','de4ea861c531717ef3abcbdd3bab4853','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('01a60f106a7f435dae4d28796cbc8c6d','neu-doan-khong-chua-so-0','markdown',1,'','86dcafc805ac5053c75e95d0aa3fd97b','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('25ad891bb2e64049a12aead975733cca','z-outside-calculate-z-5-0-10-0-128-127','code',1,'','2be5f6dffdd2db7d389fbd1992f2ec83','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('608d02be165d418682ae2cd5e33cf478','diem-0-vang-ra-ngoai-int8-nen-khong-cat','markdown',1,'','e4e8b692786fd2ba8452cf08d6f4d977','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('54b4cd368cbe4bd8917181a710d09dab','3-tinh-ca-hai-cho-int8-va-int16','markdown',1,'','0798f294a896e1d1603c34b5ca35edc2','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('26bee63931da4e388dc15f19dc96b818','exercise-calculate_s_and_z_int','code',0,'','0936669dd2540838163071fba592b96a','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('e5634d41d8af494593cc88a614ef4ca2','alpha-2-0','code',1,'','7c916abfabac68020d066800ac0a822b','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('743e120e48684a2592f0b8d2172234cb','ket-qua-mong-doi-xap-xi','markdown',1,'','ee5029fe2af263d0d03296035835f0c0','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('5051a2c7ecac4036b3e0ee71c2d95b31','check-calculate_s_and_z_int','code',1,'','0c415d099098c1a54a193afaa208c864','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('599c359f75e04b94bb0b38f3a37993e9','4-luong-tu-hoa-mot-gia-tri','markdown',1,'','51d9ab14e440a92471d2ca673ce8ae31','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('3f414fa67951470685650d0c8dd703f8','before-cast-np-array-127-128-202-dtype-n','code',1,'','417c1410af35a5fb985e42eeb5585f6e','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('08bd4bf0afb04ddea7bdd12282fdf035','khong-bo-duoc','markdown',1,'','037b2d6dec28e67c705562010e3120a0','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('fd7c8ae044fd4d84ae14b8a6d0b0645f','exercise-quantize_int','code',0,'','fb9f411de9b84b72c5abc81457f9b3d6','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('33552947933641c5b950028387f61cb1','exp-8','code',1,'','0094e94037e25d903f5c172a3f69fb6d','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('ae46935470e84738bb7f8638f6c61c3f','ket-qua-mong-doi-3','markdown',1,'','f063a03cab2a7cd6fb5d7d7fe16f207e','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('d12960a0c7064b04b4b497c491880fb6','check-quantize_int','code',1,'','30f78f093be23b1297fe4713694e005a','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('f97384d01c6b47569395f05241e758ed','vi-sao-la-34-ma-khong-phai-35','markdown',1,'','363ba42461725f7043af21e180d508e2','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('9bd619011c984ee9846fa22d2474c3b4','halfway-np-array-35-5-34-5-33-5-0-5-1-5','code',1,'','d351ecfea064778d6c6755e822912977','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('d561f25d04214b24b3e28bbf1230e577','nho-vay-khi-gap-nhieu-so-nam-dung-giua-n','markdown',1,'','b19ceaa22834b37d0660d410c153c534','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('fcfcefacfb324717bdfdb2428c066fe6','bac-thang-va-bao-hoa','markdown',1,'','12f410a6326c0180551c150c05549eb3','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('1aedf95f908f4894b539f22b104d691a','s-stairs-z-stairs-calculate-s-and-z-int','code',1,'','02e1cbfafc572dcdd7bb151af61676be','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('77d0ad1035154455af2d43dc650b3454','nhin-xa-ham-giong-mot-duong-thang-bi-be','markdown',1,'','fa40a6b104161bb36ef5955b09d8adbe','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('128b2b51ef9548aaa004758f25e2537d','phan-bo-truoc-va-sau','markdown',1,'','4a577f9e97ba119bf3dcf01d78ccc217','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('35b308e1a9714f5f8650b3fe7e0108e8','weights-np-random-default-rng-0-normal-0','code',1,'','23c694ad55d2c6420c50e16d5364c312','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('3b13a55609fa421aa0c5fb44c98300d9','codes-by-range','code',1,'','6bde51af43a8183959ed72f423e4ce6d','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('4665e058b9424a268398f76dd8a8a134','mien-rong-giu-duoc-hinh-chuong-nhung-cac','markdown',1,'','1d2741d6c37165e497fb22c4e4df6b91','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('91a4a24ae45944d89bca28a4ecb3a689','sai-so-cua-mot-gia-tri','markdown',1,'','ff48d25b3120e0a6f0be55572c97bf3a','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('1911fd7f00d54d6687f31754647325db','s-narrow-z-narrow-calculate-s-and-z-int','code',1,'','1652bf00ff8663947ae97850fe72e5b6','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('1b5cd075f79b41c4905551a56eb9bf0b','ben-trong-mien-lam-tron-chi-sai-nhieu-nh','markdown',1,'','76de829d8b384fe2fb2fbe9c04eb82fc','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('57eeeea615f84dc7b8951951b31a990d','largest-error','code',1,'','1996956846ffc1da2eaa8dd9dfd56f6e','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('d8620faf2e704706a078e53df0b5b364','tu-tay-keo-thu','markdown',1,'','b1da03b700bf0114c3128e829ab6b196','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('d69e581489ba4d7ea7ff40c4fdf5cee8','widgets-explore-quantization-quantize-in','code',1,'','91109de2673d404dad620de6a800c49f','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('a73b8488112e4700ad9d9342aa60c114','5-ma-tran-ngau-nhien-de-thu','markdown',1,'','2a04f59ce7f7ef154f40b0cd41647d82','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('adf55467cf3b488ea2ba88003fbce607','def-create-uniform-matrix-size-low-high','code',1,'','2857c9e2db9887edd0f1e4cd4aaa7a14','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('eeed7a60bee542c78c24a1c50a8464d9','random-seed-1','code',1,'','e81c39ac690bf7a9e56d2f76be17a2fd','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('67ebf180cfed431189b77f9b347f052a','ket-qua-mong-doi-xap-xi-2','markdown',1,'','a406d367762dc0b52605afad373e714f','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('44ed7fc1ade04e8e874a987a11409d59','6-nhan-ma-tran-bang-so-nguyen-mot-vi-tri','markdown',1,'','a21a3a127b183c5c5d6062da75bbe28e','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('c565f30dec4d4dc4b06239febfb88a4e','bo-tich-luy-can-rong-bao-nhieu','markdown',1,'','f790e856a8e69d38a5b790d4985d0bd1','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('efe578ce5e83479e965ce2b461240fc6','left-np-array-100-dtype-np-int8','code',1,'','88489b279ead2b216ba7054379b95f64','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('1a5f3840f3e84302bec0030d1daaff7a','tich-cua-hai-so-8-bit-da-can-toi-16-bit','markdown',1,'','2440287c5f7ac3fb42ba3ad7c8410319','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('1a2eecb5e41a43828916242f42b3023f','exercise-quantize_a_position_in_matrix_int','code',0,'','7fe62748717e54084bf11d3f71fae770','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('ba5cfca1309044c9a66b9c257505f6f1','ta-thu-voi-m-3-p-4-n-5-va-lay-phan-tu-ha','markdown',1,'','ed348ddc27273064c1766769b33a2259','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('2b76454719b743f4b93793f3b5a45017','random-seed-1-2','code',1,'','4dd7193c3b30d887858b1038eae7019a','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('08f83369b76a46948916ab0d2bab4ddf','ket-qua-mong-doi-4','markdown',1,'','b72d863461233f87463c08a3246f689e','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('2f9ba61eb9794f7ba54203d2a70089bd','check-quantize_a_position_in_matrix_int','code',1,'','4947afab9db82add7e78e645db0742a0','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('ee5425c305bc4e21be18ed60b97ad04e','ban-co-thay-loi-goi-tren-khong-truyen-z','markdown',1,'','4d7c281a71f74e8cf295beff365d575f','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('d57d18c4815849eebd9f13488c97574e','7-nhan-ma-tran-bang-so-nguyen-ca-ma-tran','markdown',1,'','107101269ec2bbd13bc61fb04f55fbf0','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('0b5c3c1027c24e76a3cfa44b51884d62','exercise-quantization_matrix_multiplication_int','code',0,'','86e8bdbe9cc096388962d46b8b2c2901','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('607575c4377749f9aa56897c9b8d9bc5','random-seed-1-3','code',1,'','70302129070cf455bfeb1e773e99d529','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('6d6a1b26b4d44adfbe1012bba07ab31b','ket-qua-mong-doi-5','markdown',1,'','b7bd4f3995df76db4afcc7815b1637fd','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('d3f7b520fa754baf8f1c0b4dff5baf6c','check-quantization_matrix_multiplication_int','code',1,'','50538e51245da20f83b4b3a4af9763a2','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('237ccac945534c73ab92adbd36154191','con-so-127-dang-ngo','markdown',1,'','ea6de7bfda1cac8ecac9c23104be1f85','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('df9f53aecc1c46fa81bf8ef43fef258c','finer-100','code',1,'','9e0ab4226decc614a8b0c8b5afbaa287','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('8799c3905db7403ab185ab0922495c29','moi-o-la-sai-so-so-voi-cach-tinh-bang-so','markdown',1,'','f61d3a923b177289955ada48886e83b4','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('a50b21946cc24b75a3f8b06b453f5b0c','vi-du-thu-hai-moi-diem-0-deu-khac-0','markdown',1,'','801335904d56dd88444fd93686e1e09d','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('a36ac85c687a4d97a612b71f353be38a','random-seed-2','code',1,'','324358b2c45b8d6fa665f14a8ff6ee45','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('878de344b20b4d2bbfa709508869de0c','ket-qua-mong-doi-6','markdown',1,'','b70b5f539804405155ba19b97b671c6d','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('830c7d4e7a4647099b88a6bceaea2368','y-x-astype-np-float64-w-b','code',1,'','a51d77b4a1bf8c38c24818b09fd7f712','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('21a687da3f1a40029251d0395bb9de71','lan-nay-mien-cua-y-du-rong-khong-o-nao-b','markdown',1,'','038b8c4b2ef99a5b9dcb026943c9aa5c','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('2b228ac2d00048618ce9c01a5d7b7434','bo-tich-luy-co-bao-gio-tran-khong','markdown',1,'','ea5532d0699f47e01142fef6d2c4f093','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('9e8d8c55d8314ba08668a4d49b649925','generator-np-random-default-rng-0','code',1,'','3544b0882b22d7a54036cfa2c8d1334e','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('cbc5984517724a698de518170afe3873','voi-ma-8-bit-bo-tich-luy-int32-chiu-duoc','markdown',1,'','a38dd69f149a678168db46d7ce13f32c','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('3bd1cc4ad4ff43b0912b47588ed79d89','full-np-full-1-3-np-iinfo-np-int16-max-d','code',1,'','fc80dc37a506f3c63119f7226b15df11','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('27e9ac48d7c54a75a8b98234f806ce59','neu-ban-dung-int32-nhu-goi-y-phep-nhan-m','markdown',1,'','1fd15d196695bcf4117745d650a887a8','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('47bac01e145147febe0cfb8ebe01874b','tom-tat','markdown',1,'','bb3eb378c119bb95ada09d2ea44e886c','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('82bb3bb14a5c48728dc3ba930685d807','o-cuoi-cung-cho-biet-ban-da-xong-nhung-t','markdown',1,'','e3528999f1891c44b4b7031b41104021','5a37d5653f83455f85ee3647379ff545');
INSERT INTO "source_cell" VALUES('c338b0a08b87476b8a094df4b86dc5c8','bai-progress','code',1,'','5cb9e91820edbb180b4ab50af2a2afec','5a37d5653f83455f85ee3647379ff545');
CREATE TABLE student (
	id VARCHAR(128) NOT NULL, 
	first_name VARCHAR(128), 
	last_name VARCHAR(128), 
	email VARCHAR(128), 
	lms_user_id VARCHAR(128), 
	PRIMARY KEY (id)
);
INSERT INTO "student" VALUES('an','An','Nguyễn Văn',NULL,NULL);
INSERT INTO "student" VALUES('binh','Bình','Trần',NULL,NULL);
INSERT INTO "student" VALUES('chi','Chi','Lê',NULL,NULL);
INSERT INTO "student" VALUES('dung','Dung','Phạm',NULL,NULL);
INSERT INTO "student" VALUES('giang','Giang','Hoàng',NULL,NULL);
INSERT INTO "student" VALUES('ha','Hà','Vũ',NULL,NULL);
INSERT INTO "student" VALUES('vang','Vắng','Đặng',NULL,NULL);
CREATE TABLE submitted_assignment (
	id VARCHAR(32) NOT NULL, 
	assignment_id VARCHAR(32), 
	student_id VARCHAR(128), 
	timestamp DATETIME, 
	extension DATETIME, 
	PRIMARY KEY (id), 
	UNIQUE (assignment_id, student_id), 
	FOREIGN KEY(assignment_id) REFERENCES assignment (id), 
	FOREIGN KEY(student_id) REFERENCES student (id)
);
INSERT INTO "submitted_assignment" VALUES('dd1dc6a2c7334ff7a131e21ba2f69311','6e6bb750748141889e085cb098869241','giang','2026-11-02 10:00:00.000000',NULL);
INSERT INTO "submitted_assignment" VALUES('85c93a8543a048a48a8cb9ac96c97a37','6e6bb750748141889e085cb098869241','ha','2026-11-02 10:00:00.000000',NULL);
INSERT INTO "submitted_assignment" VALUES('d7639ef141ce4d51a1e6b00ac510f927','6e6bb750748141889e085cb098869241','an','2026-11-02 10:00:00.000000',NULL);
INSERT INTO "submitted_assignment" VALUES('6c41e495e8f54221b53812e15210db02','6e6bb750748141889e085cb098869241','binh','2026-11-02 10:00:00.000000',NULL);
INSERT INTO "submitted_assignment" VALUES('62562980077849888eba8045ab0a342a','6e6bb750748141889e085cb098869241','chi','2026-11-02 10:00:00.000000',NULL);
INSERT INTO "submitted_assignment" VALUES('90d6638ed7f549dd800d6e60752ab0d3','6e6bb750748141889e085cb098869241','dung',NULL,NULL);
CREATE TABLE submitted_notebook (
	id VARCHAR(32) NOT NULL, 
	assignment_id VARCHAR(32), 
	notebook_id VARCHAR(32), 
	flagged BOOLEAN, 
	late_submission_penalty FLOAT, 
	PRIMARY KEY (id), 
	UNIQUE (notebook_id, assignment_id), 
	FOREIGN KEY(assignment_id) REFERENCES submitted_assignment (id), 
	FOREIGN KEY(notebook_id) REFERENCES notebook (id)
);
INSERT INTO "submitted_notebook" VALUES('2f3727a0b0bb437ca09fa7efaedb582e','dd1dc6a2c7334ff7a131e21ba2f69311','5a37d5653f83455f85ee3647379ff545',0,NULL);
INSERT INTO "submitted_notebook" VALUES('e23a329044f546728866bb65a2ad0785','85c93a8543a048a48a8cb9ac96c97a37','5a37d5653f83455f85ee3647379ff545',0,NULL);
INSERT INTO "submitted_notebook" VALUES('5cb828be6e90485b86f4092723d2d85b','d7639ef141ce4d51a1e6b00ac510f927','5a37d5653f83455f85ee3647379ff545',0,NULL);
INSERT INTO "submitted_notebook" VALUES('2e44c7613b234629bb7ef1fc7164ff2c','6c41e495e8f54221b53812e15210db02','5a37d5653f83455f85ee3647379ff545',0,NULL);
INSERT INTO "submitted_notebook" VALUES('d2b499a02c6744d8accbaf56fb4d7897','62562980077849888eba8045ab0a342a','5a37d5653f83455f85ee3647379ff545',0,NULL);
INSERT INTO "submitted_notebook" VALUES('3d7f26df14474618be766bca58e97d57','90d6638ed7f549dd800d6e60752ab0d3','5a37d5653f83455f85ee3647379ff545',0,NULL);
CREATE TABLE task_cells (
	id VARCHAR(32) NOT NULL, 
	max_score FLOAT NOT NULL, 
	cell_type VARCHAR(8) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(id) REFERENCES base_cell (id)
);
COMMIT;
