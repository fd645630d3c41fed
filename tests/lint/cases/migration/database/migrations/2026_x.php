<?php
return new class extends Migration {
    public function up(): void
    {
        Schema::create('scratch', function ($t) { $t->id(); });
        Schema::dropIfExists('scratch');
        Schema::drop('users');
        DB::table('sessions')->truncate();
        DB::statement("DELETE FROM orders");
    }
    public function down(): void
    {
        Schema::dropIfExists('never');
    }
};
